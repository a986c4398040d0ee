import { createInterface } from 'node:readline';
import { fail } from '../../src/failures.ts';

/** Asks a person a question on the terminal; the reply without blanks around it. Throws `interrupted`. */
export type Ask = (question: string) => Promise<string>;

/** Whether somebody sits there who can be asked. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/**
 * Lets `act` ask questions, then gives the terminal back. What is typed ahead or pasted answers the next questions.
 * Ctrl-C and Ctrl-D end it as `interrupted`.
 */
export async function withQuestions<T>(signal: AbortSignal, act: (ask: Ask) => Promise<T>): Promise<T> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const typed: string[] = [];
  const state = { interrupted: false, closed: false };
  let wake: () => void = () => undefined;
  terminal.on('line', (line) => {
    typed.push(line.trim());
    wake();
  });
  terminal.on('SIGINT', () => {
    state.interrupted = true;
    wake();
  });
  terminal.on('close', () => {
    state.closed = true;
    wake();
  });
  const onAbort = () => wake();
  signal.addEventListener('abort', onAbort);
  const ask: Ask = async (question) => {
    terminal.setPrompt(question);
    if (!state.closed) terminal.prompt();
    const over = () => state.interrupted || signal.aborted || (state.closed && typed.length === 0);
    while (!over() && typed.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    const reply = over() ? undefined : typed.shift();
    if (reply !== undefined) return reply;
    return fail('interrupted', {
      what: 'interrupted; nothing more was changed',
      next: 'Run the command again.',
    });
  };
  try {
    return await act(ask);
  } finally {
    signal.removeEventListener('abort', onAbort);
    terminal.close();
  }
}
