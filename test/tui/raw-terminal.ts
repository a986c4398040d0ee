import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { TerminalRequest } from './tmux.ts';
import { quote } from './tmux.ts';

/** A terminal without a screen: what a program writes is seen byte by byte, with its time. */
export class RawTerminal implements Disposable {
  readonly #child;
  readonly #chunks: { readonly at: number; readonly text: string }[] = [];
  #ended = false;
  #exitCode: number | null = null;

  constructor({ argv, env, columns = 80, rows = 24 }: TerminalRequest) {
    // Without a terminal of its own, script makes one that has no size.
    const line = `stty cols ${columns} rows ${rows}; exec ${argv.map(quote).join(' ')}`;
    this.#child = spawn('script', ['-qefc', line, '/dev/null'], {
      env: { TERM: 'xterm-256color', SHELL: '/bin/sh', ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#chunks.push({ at: performance.now(), text });
    });
    // What is typed after the end goes nowhere.
    this.#child.stdin.on('error', () => undefined);
    this.#child.once('exit', (code) => {
      this.#ended = true;
      this.#exitCode = code;
    });
  }

  /** Types a text, all of it in one chunk. */
  type(text: string): void {
    this.#child.stdin.write(text);
  }

  /** All that was written so far, or from a number of characters on. */
  written(from = 0): string {
    return this.#chunks
      .map(({ text }) => text)
      .join('')
      .slice(from);
  }

  /** Takes nothing more from the program, as a link that hangs. */
  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  /** Takes what has piled up, and goes on. */
  thaw(): void {
    this.#child.kill('SIGCONT');
  }

  /** Whether the program has ended. */
  ended(): boolean {
    return this.#ended;
  }

  /** The exit code of the program, once it has ended. */
  exitCode(): number | null {
    return this.#exitCode;
  }

  /** Forgets what was written. */
  forget(): void {
    this.#chunks.length = 0;
  }

  /** When the first piece came in which, together with those before it, this is found; waits for it. */
  async firstAt(shown: string | RegExp, milliseconds = 30_000): Promise<number> {
    const end = performance.now() + milliseconds;
    let seen = '';
    let next = 0;
    for (;;) {
      for (; next < this.#chunks.length; next += 1) {
        const chunk = this.#chunks[next];
        seen += chunk?.text ?? '';
        if (typeof shown === 'string' ? seen.includes(shown) : shown.test(seen)) return chunk?.at ?? 0;
      }
      if (this.#ended || performance.now() > end) throw new Error(`never written: ${shown}\n${seen}`);
      await wait(1);
    }
  }

  /** The pid of the program itself: the shell before it was replaced by it. */
  pid(): number {
    const { pid } = this.#child;
    const path = `/proc/${pid}/task/${pid}/children`;
    return Number(readFileSync(path, 'utf8').trim().split(' ')[0]);
  }

  /** Ends the program as a dropped link does. */
  [Symbol.dispose](): void {
    this.#child.kill('SIGKILL');
  }
}
