import { createInterface } from 'node:readline/promises';
import { fail } from '../../src/failures.ts';

/** Asks a person a question on the terminal; the reply without blanks around it. Throws `interrupted`. */
export type Ask = (question: string) => Promise<string>;

/** Whether somebody sits there who can be asked. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** Lets `act` ask questions, then gives the terminal back. Ctrl-C and Ctrl-D end it as `interrupted`. */
export async function withQuestions<T>(signal: AbortSignal, act: (ask: Ask) => Promise<T>): Promise<T> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const gone = new AbortController();
  terminal.once('SIGINT', () => gone.abort());
  terminal.once('close', () => gone.abort());
  const either = AbortSignal.any([signal, gone.signal]);
  const ask: Ask = async (question) => {
    try {
      return (await terminal.question(question, { signal: either })).trim();
    } catch {
      return fail('interrupted', {
        what: 'interrupted; nothing more was changed',
        next: 'Run the command again.',
      });
    }
  };
  try {
    return await act(ask);
  } finally {
    terminal.close();
  }
}
