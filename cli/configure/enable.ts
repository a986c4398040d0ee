import { testConnection } from '../../src/checks/connection/test-connection.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { ExitName } from '../../src/exit-codes.ts';
import { switchSyncOn } from '../../src/sync/switch-on.ts';
import { probeLines } from '../commands/connection-test.ts';
import type { Configure } from './options.ts';

/** ot-configure --enable: sync is switched on only when the connection test passes. */
export async function enableAfterTest(invocation: Configure): Promise<ExitName> {
  const { context, configPath, options, print } = invocation;
  const json = options.json === true;
  const tell = (lines: readonly string[]) =>
    json || options.quiet === true ? undefined : lines.forEach(print);
  const { probes, exit } = await testConnection(context, configPath, (result) => tell(probeLines(result)));
  const dryRun = options['dry-run'] === true;
  const enabled = exit === 'ok' && !dryRun;
  if (enabled) {
    const { values } = await loadConfig(configPath);
    await switchSyncOn(context, { values, configPath, say: (line) => tell([line]) });
  }
  if (json) print(JSON.stringify({ schemaVersion: 1, enabled, exit, probes }));
  if (exit !== 'ok') {
    context.log.error('the connection does not work yet: sync was not switched on');
    context.log.error('  → Mend what is marked [!!] above, from the top, then run this again.');
  } else if (dryRun) tell(['sync would be switched on']);
  return exit;
}
