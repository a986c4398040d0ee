import { resolve } from 'node:path';
import { isSea } from 'node:sea';
import { keyParagraphs } from '../../tui/console/keys.ts';
import { readTerminal } from '../../tui/terminal.ts';
import { askLine } from '../ask.ts';
import { configFile, defineCommand } from '../command.ts';

/** The command line that runs this very program. */
function ownProgram(): readonly [string, ...string[]] {
  const [, script = ''] = process.argv;
  return isSea() ? [process.execPath] : [process.execPath, script];
}

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
    const { stdin, stdout, env } = process;
    const screen = stdin.isTTY && stdout.isTTY && stdout.columns > 0 && stdout.rows > 0;
    const wantsColor = options['no-color'] !== true;
    const terminal = readTerminal({ env, screen, wantsPlain: options.plain === true, wantsColor });
    // What draws decides on colours while it is loaded, and knows nothing of NO_COLOR.
    if (!terminal.color) env['FORCE_COLOR'] = '0';
    const { startConsole } = await import('../../tui/console/start.ts');
    return startConsole({
      ...{ context, terminal, print },
      configPath: resolve(configPath),
      program: ownProgram(),
      shell: env['SHELL'] ?? '/bin/sh',
      askLine: (prompt) => askLine(context.signal, prompt),
    });
  },
});
