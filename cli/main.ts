import { basename } from 'node:path';
import { outliveReaders } from './output.ts';
import { version } from './version.ts';

/** Picks the command by the name the program was called under, or by its first argument. */
async function main(): Promise<number> {
  const [, script = '', ...args] = process.argv;
  const names = [process.argv0, script].map((path) => basename(path));
  const own = names.find((name) => name.startsWith('ot-') && name !== 'ot-redundancy');
  if (own !== undefined && args[0] === '--version') return printVersion(`${own} (ot-redundancy)`);
  if (args[0] === '--version') return printVersion('ot-redundancy');
  // Loaded only now: --version answers without the rest of the program.
  const { commandLoader, loadCommands } = await import('./commands.ts');
  const called = names.map(commandLoader).find((found) => found !== undefined);
  if (called !== undefined) return (await called()).start(args);
  const [name = '', ...rest] = args;
  const named = commandLoader(name);
  if (named !== undefined) return (await named()).start(rest);
  const list = (await loadCommands()).map((command) => `  ${command.name.padEnd(26)}${command.summary}`);
  const text = [
    'ot-redundancy keeps a standby Odoo server in step with production, and brings it into production.',
    '',
    'Commands:',
    ...list,
  ];
  const help = name === '' || name === '--help';
  const wrong = help ? [] : [`there is no command ${JSON.stringify(name)}`, ''];
  (help ? process.stdout : process.stderr).write(
    `${[...wrong, ...text, '', 'Each has --help and a manual page.'].join('\n')}\n`,
  );
  return help ? 0 : 2;
}

outliveReaders();

function printVersion(name: string): number {
  process.stdout.write(`${name} ${version}\n`);
  return 0;
}

/** What is still open after the end of the work, such as a connection, keeps the process no longer than this. */
const openTooLongMs = 5_000;

main().then(
  (code) => {
    process.exitCode = code;
    // Not at once: process.exit can wait for ever for a thread of V8 that waits for a collection by this one.
    setTimeout(() => process.exit(), openTooLongMs).unref();
  },
  (error: unknown) => {
    process.stderr.write(
      `ot-redundancy: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = 1;
  },
);
