import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';

/** Where a machine's own folder stands for its own programs, and where it really is. */
export interface View {
  readonly real: string;
  readonly seenAs: string;
}

/** Whether this machine lets us have mount namespaces; many containers do not. */
export function canMountViews(): boolean {
  usable ??= probe();
  return usable;
}

let usable: boolean | undefined;

function probe(): boolean {
  if (process.env['OT_SANDBOX_VIEW'] === 'rewrite') return false;
  const [command, ...args] = mounted({ real: tmpdir(), seenAs: tmpdir() }, ['true']);
  return spawnSync(command, args).status === 0;
}

/** The path of the machine's folder that works for programs which `asMachine` runs. */
export function insidePath(view: View): string {
  return canMountViews() ? view.seenAs : view.real;
}

/** The command line that runs a program with the machine's real folder mounted where it believes to stand. */
export function asMachine(view: View, argv: readonly [string, ...string[]]): [string, ...string[]] {
  return view.real === view.seenAs || !canMountViews() ? [...argv] : mounted(view, argv);
}

function mounted(view: View, argv: readonly string[]): [string, ...string[]] {
  const uid = process.getuid?.() ?? 0;
  const gid = process.getgid?.() ?? 0;
  const script = 'mount --rbind -- "$1" "$2" && shift 2 && exec "$@"';
  const inside = ['sh', '-c', script, 'sh', view.real, view.seenAs];
  if (uid === 0) return ['unshare', '--mount', ...inside, ...argv];
  // Mounting needs a user namespace as its root; a second one inside makes us ourselves again.
  const ourselves = ['unshare', '--user', `--map-user=${uid}`, `--map-group=${gid}`];
  return ['unshare', '--user', '--map-root-user', '--mount', ...inside, ...ourselves, ...argv];
}

/**
 * A script for sshd's ForceCommand where nothing can be mounted: it puts the real path into what is asked, and the
 * other one into what is answered. rsync's stream is left alone: it holds no absolute path. `forcedFile` holds the
 * command of authorized_keys, which ForceCommand would win over.
 */
export function rewriter(view: View, forcedFile: string): string {
  return `set -o pipefail
seen='${view.seenAs}' real='${view.real}'
forced=$(cat '${forcedFile}')
export SSH_ORIGINAL_COMMAND="\${SSH_ORIGINAL_COMMAND//"$seen"/"$real"}"
command=\${forced:-$SSH_ORIGINAL_COMMAND}
command=\${command//"$seen"/"$real"}
case $SSH_ORIGINAL_COMMAND in
  'rsync --server'*) exec sh -c "$command" ;;
esac
sh -c "$command" | LC_ALL=C sed -u "s|$real|$seen|g"
`;
}
