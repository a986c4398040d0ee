import type { Context } from '../context.ts';
import { printable } from '../machines/must.ts';
import type { RunResult } from './run-result.ts';
import { runText } from './run-text.ts';

const identifier = 'ot-redundancy';
const timeoutMs = 5_000;

/** Writes one line about a run's end to the system's log. A machine without one misses nothing else. */
export async function logRunEnd(context: Context, result: RunResult): Promise<void> {
  const level = result.exit === 'ok' ? 'user.info' : 'user.warning';
  const line = printable(runText(result));
  await context.run({ argv: ['logger', '-t', identifier, '-p', level, '--', line], timeoutMs });
}
