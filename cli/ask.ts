import { createInterface } from 'node:readline/promises';

/** Asks a question on the terminal; the answer without blanks around it, or undefined when there is no terminal. */
export async function askLine(signal: AbortSignal, question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await lines.question(question, { signal })).trim();
  } finally {
    lines.close();
  }
}
