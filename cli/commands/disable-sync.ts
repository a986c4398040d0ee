import { finishSeconds } from '../../src/sync/apt/apt-get.ts';
import { loadUsableConfig } from '../../src/config/load-usable.ts';
import { setSyncMode } from '../../src/config/sync-mode.ts';
import type { Stopped } from '../../src/sync/stop-runs.ts';
import { stopRuns } from '../../src/sync/stop-runs.ts';
import { configFile, defineCommand } from '../command.ts';

const graceSeconds = 30;

const endings = {
  finished: 'has finished',
  ended: 'was ended',
  killed: 'did not end by itself and was killed',
} as const satisfies Record<Stopped['how'], string>;

/** ot-disable-sync. */
export const disableSync = defineCommand({
  name: 'ot-disable-sync',
  summary: 'switch sync off, and end what runs',
  description: [
    'Sets SYNCMODE in the configuration file to off, however it was written there, and reads it back. When it is off already, it says so.',
    `Then it ends the syncs that are under way and waits until none holds its lock any more: each is told to end, and killed after ${graceSeconds} seconds; one that installs packages has ${finishSeconds} more, so that none is left half unpacked. A sync that is ended leaves the last good state. Only processes that are recorded as a sync's, and what these have started, are ended; whoever else holds a lock is waited for, and named when it stays.`,
  ],
  options: {
    wait: { type: 'boolean', about: 'let syncs that are under way finish instead of ending them' },
    'dry-run': { type: 'boolean', about: 'say what would change, and change nothing' },
  },
  files: [configFile, { path: '/run/ot-redundancy', about: 'the locks of the syncs' }],
  exits: ['failed', 'configuration', 'locked', 'interrupted'],
  meanings: {
    ok: 'done, and read back',
    failed: 'the configuration cannot be written',
    locked: 'sync is off, but somebody keeps a lock',
    interrupted: 'interrupted',
  },
  examples: [
    { line: 'sudo ot-disable-sync', about: 'Before this machine is promoted:' },
    { line: 'sudo ot-disable-sync --wait', about: 'Before maintenance, without hurry:' },
  ],
  async run({ context, options, configPath, print }) {
    const say = (line: string) => (options.quiet === true ? undefined : print(line));
    const { values, failure } = await loadUsableConfig(configPath);
    if (options['dry-run'] === true) {
      if (failure !== undefined) throw failure;
      say(values.SYNCMODE === 'off' ? 'sync is off already' : 'sync would be switched off');
      return 'ok';
    }
    // With a broken configuration no sync begins any more; what runs must end all the same.
    if (failure === undefined) {
      const changed = await setSyncMode(context, configPath, 'off');
      say(changed ? 'sync is off' : 'sync is off already');
    }
    const stopped = await stopRuns(context, values, { wait: options.wait === true, graceSeconds });
    for (const { job, holder, how } of stopped) {
      const who = holder === undefined ? `what held the lock of ${job}` : `${holder.what} (${holder.pid})`;
      say(`${who} ${endings[how]}`);
    }
    if (failure !== undefined) throw failure;
    return 'ok';
  },
});
