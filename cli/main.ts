import { basename } from 'node:path';
import { findCommand, commands } from './commands.ts';
import { version } from './version.ts';

/** Picks the command by the name the program was called under, or by its first argument. */
async function main(): Promise<number> {
  const [, script = '', ...args] = process.argv;
  const called = [process.argv0, script].map((path) => findCommand(basename(path))).find((found) => found);
  if (called !== undefined) return called.start(args);
  const [name = '', ...rest] = args;
  const named = findCommand(name);
  if (named !== undefined) return named.start(rest);
  if (name === '--version') {
    process.stdout.write(`ot-redundancy ${version}\n`);
    return 0;
  }
  const list = commands.map((command) => `  ${command.name.padEnd(26)}${command.summary}`);
  const text = [
    'ot-redundancy keeps a standby Odoo server in step with production.',
    '',
    'Commands:',
    ...list,
  ];
  const help = name === '' || name === '--help';
  (help ? process.stdout : process.stderr).write(
    `${[...text, '', 'Each has --help and a manual page.'].join('\n')}\n`,
  );
  return help ? 0 : 2;
}

// Whoever read our output may be gone ("| head"): a sync that is under way goes on all the same.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(
      `ot-redundancy: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = 1;
  },
);
