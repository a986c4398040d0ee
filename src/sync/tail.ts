import type { Context } from '../context.ts';
import { printable } from '../machines/must.ts';

const keptLines = 40;
const linesPerProgram = 5;

/** A context that remembers the last lines of what is told through it. */
export interface Tail {
  readonly context: Context;
  /** The last lines, oldest first. */
  lines(): readonly string[];
}

/** Remembers messages, and the last that each program says on standard error: the tail of a run's output. */
export function withTail(context: Context): Tail {
  const kept: string[] = [];
  const keep = (text: string) => {
    kept.push(printable(text));
    if (kept.length > keptLines) kept.shift();
  };
  const { log } = context;
  const tell = (level: 'info' | 'warn' | 'error') => (text: string) => {
    keep(text);
    log[level](text);
  };
  const run: Context['run'] = async (command) => {
    const outcome = await context.run(command);
    const said = outcome.stderr.split('\n').filter((line) => line.trim() !== '');
    for (const line of said.slice(-linesPerProgram)) keep(`${command.argv[0]}: ${line}`);
    return outcome;
  };
  const heard = { info: tell('info'), warn: tell('warn'), error: tell('error'), progress: log.progress };
  return { context: { ...context, run, log: heard }, lines: () => [...kept] };
}
