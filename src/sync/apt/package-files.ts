import type { Apt } from './apt-get.ts';

/** Those of some paths that belong to a package of this machine. Source: dpkg-query(1), --search. */
export async function packageFiles(
  { context, config }: Pick<Apt, 'context' | 'config'>,
  paths: readonly string[],
): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set();
  const timeoutMs = config.COMMAND_SECONDS * 1000;
  // Exits with 1 when one of them belongs to none: that is the usual answer.
  const { stdout } = await context.run({ argv: ['dpkg-query', '--search', '--', ...paths], timeoutMs });
  const owned = stdout.split('\n').map((line) => /^[^ ].*?: (\/.*)$/.exec(line)?.[1] ?? '');
  return new Set(owned.filter((path) => paths.includes(path)));
}
