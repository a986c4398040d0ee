import { configFile, defineCommand } from '../command.ts';

/** ot-console. */
export const consoleCommand = defineCommand({
  name: 'ot-console',
  summary: 'watch the standby and lead a recovery, full screen',
  description: [
    'Shows what would be lost if production died now, how replication and syncs stand, and leads through the recovery checklist. Leaving it stops nothing: what it started goes on.',
  ],
  options: {},
  files: [configFile],
  exits: ['failed', 'interrupted'],
  examples: [{ line: 'sudo ot-console', about: 'Open it:' }],
  async run({ context, configPath }) {
    const { startConsole } = await import('../../tui/console/start.ts');
    await startConsole({ context, configPath });
    return 'ok';
  },
});
