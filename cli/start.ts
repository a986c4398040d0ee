import { parseArgs } from 'node:util';
import { closest } from '../src/config/closest.ts';
import { configPath, loadConfig } from '../src/config/load.ts';
import type { Context } from '../src/context.ts';
import { exitCodes } from '../src/exit-codes.ts';
import { fail, failureOf } from '../src/failures.ts';
import type { Command, Given, Invocation, Options } from './command.ts';
import { commonOptions } from './command.ts';
import { createContext } from './context.ts';
import { helpText } from './help.ts';
import { failureJson, tellFailure } from './tell.ts';
import { version } from './version.ts';

/** A command of whatever options: what help, manual pages, completion and the start need to know of it. */
export type AnyCommand = Omit<Command, 'run' | 'options'> & {
  readonly options: Options;
  /** Runs it with the arguments of its command line; the exit code. Never throws. */
  start(args: readonly string[]): Promise<number>;
};

/** Wraps a command so that it can stand in one list with all others. */
export function startable<O extends Options>(command: Command<O>): AnyCommand {
  return { ...command, start: (args) => startCommand(command, args) };
}

async function startCommand<O extends Options>(
  command: Command<O>,
  args: readonly string[],
): Promise<number> {
  // The two that need no context: they must answer at once.
  const given = beforeWords(args);
  if (given.includes('--version')) return say(`${command.name} (ot-redundancy) ${version}`);
  if (given.includes('--help') || given.includes('-h')) return say(helpText(command));
  const quiet = given.includes('--quiet');
  const context = createContext({ quiet, color: !given.includes('--no-color') });
  try {
    const invocation = readLine(command, args, context);
    const outcome = await command.run(invocation);
    return typeof outcome === 'string' ? exitCodes[outcome].code : outcome.plugin;
  } catch (error) {
    const failure = failureOf(error, context.signal);
    const json = given.includes('--json') && command.options['json'] !== undefined;
    if (json) say(JSON.stringify({ schemaVersion: 1, exit: failure.exit, failure: failureJson(failure) }));
    tellFailure(context.log, failure, quiet);
    return exitCodes[failure.exit].code;
  }
}

/** What may be options: behind "--" are words only. */
function beforeWords(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--');
  return end < 0 ? args : args.slice(0, end);
}

function say(text: string): number {
  process.stdout.write(`${text}\n`);
  return exitCodes.ok.code;
}

/** Reads the command line. Throws `usage`. */
function readLine<O extends Options>(
  command: Command<O>,
  args: readonly string[],
  context: Context,
): Invocation<O> {
  const known: Options = { ...command.options, ...commonOptions };
  const parsed = parseOrFail(command, args, known);
  if (parsed.positionals.length > 0 && command.words === undefined) {
    usage(command, `"${parsed.positionals[0]}" is too much: ${command.name} takes only options`);
  }
  const config = parsed.values['config'];
  const path = typeof config === 'string' ? config : configPath;
  return {
    // parseArgs has checked each value against the same declaration that types it.
    options: parsed.values as Given<O & typeof commonOptions>,
    words: parsed.positionals,
    context,
    print: (line) => process.stdout.write(`${line}\n`),
    config: () => loadConfig(path),
    configPath: path,
  };
}

function parseOrFail(command: Pick<Command, 'name'>, args: readonly string[], known: Options) {
  const options = Object.fromEntries(
    Object.entries(known).map(([name, { type, multiple }]) => [name, { type, multiple: multiple === true }]),
  );
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const what = error instanceof Error ? error.message.split('. ')[0] : String(error);
    const name = /Unknown option '--?([^']*)'/.exec(String(error))?.[1];
    const near = name === undefined ? undefined : closest(name, Object.keys(known));
    return usage(command, `${what}${near === undefined ? '' : ` (did you mean --${near}?)`}`);
  }
}

function usage(command: Pick<Command, 'name'>, what: string): never {
  fail('usage', { what, next: `${command.name} --help shows what it takes.` });
}
