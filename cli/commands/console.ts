import { resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { keyParagraphs } from '../../tui/console/keys.ts';
import { askLine } from '../ask.ts';
import { configFile, defineCommand } from '../command.ts';
import { ownProgram, ownTerminal, withScreen } from '../screen.ts';

/**
 * It stays open for days, and makes rubbish all the time: a small heap that is swept often. It does little, and seldom:
 * compiling that little once more for speed costs more time and memory than it ever gives back.
 */
const frugalFlags = ['--optimize-for-size', '--semi-space-growth-factor=1', '--no-opt', '--no-maglev'];

/** ot-console. */
export const consoleCommand = defineCommand({
  name: 'ot-console',
  summary: 'watch the standby and lead a recovery, full screen',
  description: [
    'Shows what would be lost if production died now, how replication and syncs stand, and leads through the recovery checklist. Leaving it stops nothing: what it started goes on.',
    'It does nothing dangerous by itself: it starts the same commands that can be typed, and follows what they write down. Opened again, it shows where the recovery stands, and goes on from there.',
    'A second person sees the same incident and who leads it, and can take it over.',
    'With --plain, on a terminal that is dumb or has no size, and without one, it prints the same as numbered text.',
    ...keyParagraphs(),
  ],
  options: {
    plain: { type: 'boolean', about: 'print numbered text that is only ever appended, instead of screens' },
  },
  files: [configFile],
  exits: ['failed', 'interrupted'],
  examples: [
    { line: 'sudo ot-console', about: 'Open it:' },
    { line: 'sudo ot-console --plain', about: 'For a screen reader:' },
  ],
  async run({ context, configPath, options, print }) {
    const terminal = ownTerminal(options);
    for (const flag of frugalFlags) setFlagsFromString(flag);
    const open = async () => {
      const { startConsole } = await import('../../tui/console/start.ts');
      return startConsole({
        ...{ context, terminal, print },
        configPath: resolve(configPath),
        program: ownProgram(),
        shell: process.env['SHELL'] ?? '/bin/sh',
        askLine: (prompt) => askLine(context.signal, prompt),
      });
    };
    return terminal.plain ? open() : withScreen(open);
  },
});
