import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';

/** Where a machine's own folder stands for its own programs, and where it really is. */
export interface View {
  readonly real: string;
  readonly seenAs: string;
}

/** The command line that runs a program with the machine's real folder mounted where it believes to stand. */
export function asMachine(view: View, argv: readonly string[]): [string, ...string[]] {
  const uid = process.getuid?.() ?? 0;
  const gid = process.getgid?.() ?? 0;
  const script = 'mount --rbind -- "$1" "$2" && shift 2 && exec "$@"';
  const inside = ['sh', '-c', script, 'sh', view.real, view.seenAs];
  if (uid === 0) return ['unshare', '--mount', ...inside, ...argv];
  // Mounting needs a user namespace as its root; a second one inside makes us ourselves again.
  const ourselves = ['unshare', '--user', `--map-user=${uid}`, `--map-group=${gid}`];
  return ['unshare', '--user', '--map-root-user', '--mount', ...inside, ...ourselves, ...argv];
}

/** Throws one line when this machine lets us have no mount namespace. */
export function ensureNamespaces(): void {
  const view = { real: tmpdir(), seenAs: tmpdir() };
  const [command, ...args] = asMachine(view, ['true']);
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the sandbox needs mount namespaces: ${stderr.trim()}`);
}
