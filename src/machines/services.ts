import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { lastLines, must } from './must.ts';

/** Whether systemd starts a service at boot. */
export async function isServiceEnabled(context: Context, config: Config, name: string): Promise<boolean> {
  return (await ask(context, config, ['is-enabled', '--', name])).exitCode === 0;
}

/** Whether a service runs now. */
export async function isServiceActive(context: Context, config: Config, name: string): Promise<boolean> {
  return (await ask(context, config, ['is-active', '--', name])).exitCode === 0;
}

/** Starts a service. Throws `program` with what systemd said. */
export async function startService(context: Context, config: Config, name: string): Promise<void> {
  must(await ask(context, config, ['start', '--', name]), `starting ${name}`);
}

/** Lets systemd start services at each boot. Throws `program` with what systemd said. */
export async function enableServices(
  context: Context,
  config: Config,
  names: readonly string[],
): Promise<void> {
  must(await ask(context, config, ['enable', '--', ...names]), `enabling ${names.join(', ')}`);
}

/** Stops a service, and lets no boot start it. Throws `program` with what systemd said. */
export async function stopService(context: Context, config: Config, name: string): Promise<void> {
  must(await ask(context, config, ['disable', '--now', '--', name]), `stopping ${name}`);
}

/** Stops a service and starts it again. Throws `program` with what systemd said. */
export async function restartService(context: Context, config: Config, name: string): Promise<void> {
  must(await ask(context, config, ['restart', '--', name]), `restarting ${name}`);
}

const wordsKept = 5;

/** The last lines that a service has in systemd's journal; nothing where that cannot be read. Source: journalctl(1). */
export async function lastWords(context: Context, config: Config, name: string): Promise<string> {
  const what = ['--output=cat', `--lines=${wordsKept}`, `--unit=${name}`] as const;
  const argv = ['journalctl', '--quiet', '--no-pager', ...what] as const;
  const { exitCode, stdout } = await context.run({ argv, timeoutMs: config.COMMAND_SECONDS * 1000 });
  return exitCode === 0 ? lastLines(stdout, wordsKept) : '';
}

function ask(context: Context, config: Config, words: readonly string[]) {
  return context.run({ argv: ['systemctl', ...words], timeoutMs: config.COMMAND_SECONDS * 1000 });
}
