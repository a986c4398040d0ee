import { createInterface } from 'node:readline';
import type { Interface } from 'node:readline';
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
  const replies = readReplies(terminal, signal);
  try {
    return await act(async (question) => {
      replies.prompt(question);
      const reply = await replies.next();
      if (reply !== undefined) return reply;
      return fail('interrupted', {
        what: 'interrupted; nothing more was changed',
        next: 'Run the command again.',
      });
    });
  } finally {
    replies.stop();
    terminal.close();
  }
}

interface Replies {
  prompt(question: string): void;
  /** The next line; undefined when nobody answers any more. */
  next(): Promise<string | undefined>;
  stop(): void;
}

/** Lines that are typed ahead or pasted are kept for the next questions. */
function readReplies(terminal: Interface, signal: AbortSignal): Replies {
  const typed: string[] = [];
  const state = { interrupted: false, closed: false };
  let wake: () => void = () => undefined;
  const when = (change: () => void) => () => {
    change();
    wake();
  };
  const onAbort = when(() => (state.interrupted = true));
  signal.addEventListener('abort', onAbort);
  terminal.on('SIGINT', onAbort);
  terminal.on(
    'close',
    when(() => (state.closed = true)),
  );
  terminal.on('line', (line) => when(() => typed.push(line.trim()))());
  const isOver = () => state.interrupted || signal.aborted || (state.closed && typed.length === 0);
  return {
    prompt(question) {
      terminal.setPrompt(question);
      if (!state.closed) terminal.prompt();
    },
    async next() {
      while (!isOver() && typed.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      return isOver() ? undefined : typed.shift();
    },
    stop: () => signal.removeEventListener('abort', onAbort),
  };
}
