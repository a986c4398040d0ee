import type { AnyCommand } from './start.ts';
import { startable } from './start.ts';

/** Loads a command. A run loads its own alone: all of them together take longer than a short one's work. */
type Load = () => Promise<AnyCommand>;

const attachmentsSync: Load = async () =>
  startable((await import('./commands/attachments-sync.ts')).attachmentsSync);

/** All commands by the names they are installed under, in the order of the manual. */
const loaders: ReadonlyMap<string, Load> = new Map<string, Load>([
  ['ot-apt-sync', async () => startable((await import('./commands/apt-sync.ts')).aptSync)],
  ['ot-pip-sync', async () => startable((await import('./commands/pip-sync.ts')).pipSync)],
  ['ot-attachments-sync', attachmentsSync],
  ['ot-attachment-sync', attachmentsSync],
  ['ot-project-sync', async () => startable((await import('./commands/project-sync.ts')).projectSync)],
  ['ot-conf-sync', async () => startable((await import('./commands/conf-sync.ts')).confSync)],
  ['ot-hold', async () => startable((await import('./commands/hold.ts')).hold)],
  ['ot-verify', async () => startable((await import('./commands/verify.ts')).verify)],
  [
    'ot-sync-from-source',
    async () => startable((await import('./commands/sync-from-source.ts')).syncFromSource),
  ],
  [
    'ot-write-summary',
    async () => startable((await import('./commands/write-summary.ts')).writeSummaryCommand),
  ],
  ['ot-enable-sync', async () => startable((await import('./commands/enable-sync.ts')).enableSync)],
  ['ot-disable-sync', async () => startable((await import('./commands/disable-sync.ts')).disableSync)],
  ['ot-configure', async () => startable((await import('./commands/configure.ts')).configure)],
  [
    'ot-connection-test',
    async () => startable((await import('./commands/connection-test.ts')).connectionTest),
  ],
  ['ot-status', async () => startable((await import('./commands/status.ts')).status)],
  [
    'ot-disable-standby-mode',
    async () => startable((await import('./commands/disable-standby-mode.ts')).disableStandbyMode),
  ],
  ['ot-recovery', async () => startable((await import('./commands/recovery.ts')).recovery)],
  ['ot-console', async () => startable((await import('./commands/console.ts')).consoleCommand)],
]);

/** What loads the command that is installed under a name; undefined when there is none. */
export function commandLoader(name: string): Load | undefined {
  return loaders.get(name);
}

/** Loads all commands, in the order of the manual. */
export async function loadCommands(): Promise<readonly AnyCommand[]> {
  const loaded = await Promise.all([...loaders.values()].map((load) => load()));
  return [...new Map(loaded.map((command) => [command.name, command])).values()];
}
