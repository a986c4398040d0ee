import { productionHost } from '../../src/config/load.ts';
import { switchSyncOn } from '../../src/sync/switch-on.ts';
import { configFile, defineCommand } from '../command.ts';

/** ot-enable-sync. */
export const enableSync = defineCommand({
  name: 'ot-enable-sync',
  summary: 'switch sync on',
  description: [
    'Sets SYNCMODE in the configuration file to on, however it was written there, and reads it back. When it is on already, it says so.',
    'On a standby, ot-attachments-follow is started again where it is enabled: switching sync off ended it.',
    'It refuses while production is not configured. It warns when this machine is not seen to be a standby: syncs then go on refusing to run.',
  ],
  options: { 'dry-run': { type: 'boolean', about: 'say what would change, and change nothing' } },
  files: [configFile],
  exits: ['failed', 'configuration', 'interrupted'],
  meanings: {
    ok: 'done, and read back',
    failed: 'the configuration cannot be written, or ot-attachments-follow not started again',
    interrupted: 'interrupted',
  },
  examples: [{ line: 'sudo ot-enable-sync', about: 'After ot-connection-test went well:' }],
  async run({ context, options, config, configPath, print }) {
    const say = (line: string) => (options.quiet === true ? undefined : print(line));
    const { values } = await config();
    productionHost(values);
    if (options['dry-run'] === true) {
      say(values.SYNCMODE === 'on' ? 'sync is on already' : 'sync would be switched on');
      return 'ok';
    }
    const role = await switchSyncOn(context, { values, configPath, say });
    const why = role.kind === 'unknown' ? `: ${role.why}` : '';
    if (role.kind !== 'standby') {
      context.log.warn(
        `this machine's role is ${role.kind}${why}; syncs refuse to run until it is a standby`,
      );
    }
    return 'ok';
  },
});
