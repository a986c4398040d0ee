import { createInterface } from 'node:readline/promises';
import { fail } from '../src/failures.ts';

/**
 * Asks a question on the terminal; the answer without blanks around it, or undefined when there is no terminal. Throws
 * `interrupted` on Ctrl-C and Ctrl-D.
 */
export async function askLine(signal: AbortSignal, question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await lines.question(question, { signal })).trim();
  } catch (error) {
    signal.throwIfAborted();
    const text = { what: 'interrupted; nothing more was changed', next: 'Run the command again.' };
    return fail('interrupted', { ...text, cause: error });
  } finally {
    lines.close();
  }
}
