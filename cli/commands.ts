import { aptSync } from './commands/apt-sync.ts';
import { attachmentsSync } from './commands/attachments-sync.ts';
import { pipSync } from './commands/pip-sync.ts';
import { confSync } from './commands/conf-sync.ts';
import { projectSync } from './commands/project-sync.ts';
import { syncFromSource } from './commands/sync-from-source.ts';
import { verify } from './commands/verify.ts';
import { writeSummaryCommand } from './commands/write-summary.ts';
import { hold } from './commands/hold.ts';
import { enableSync } from './commands/enable-sync.ts';
import { consoleCommand } from './commands/console.ts';
import { recovery } from './commands/recovery.ts';
import { disableStandbyMode } from './commands/disable-standby-mode.ts';
import { disableSync } from './commands/disable-sync.ts';
import { configure } from './commands/configure.ts';
import { connectionTest } from './commands/connection-test.ts';
import { status } from './commands/status.ts';
import type { AnyCommand } from './start.ts';
import { startable } from './start.ts';

/** All commands, in the order of the manual. */
export const commands: readonly AnyCommand[] = [
  startable(aptSync),
  startable(pipSync),
  startable(attachmentsSync),
  startable(projectSync),
  startable(confSync),
  startable(hold),
  startable(verify),
  startable(syncFromSource),
  startable(writeSummaryCommand),
  startable(enableSync),
  startable(disableSync),
  startable(configure),
  startable(connectionTest),
  startable(status),
  startable(disableStandbyMode),
  startable(recovery),
  startable(consoleCommand),
];

/** The command that is installed under a name. */
export function findCommand(name: string): AnyCommand | undefined {
  return commands.find((command) => command.name === name || command.aliases?.includes(name) === true);
}
