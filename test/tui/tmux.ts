import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** How a program in a terminal is started. */
export interface TerminalRequest {
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
}

/** The names that tmux has for keys of the tables. */
const tmuxNames: Readonly<Record<string, string>> = {
  ...{ up: 'Up', down: 'Down', left: 'Left', right: 'Right', pageup: 'PageUp', pagedown: 'PageDown' },
  ...{
    home: 'Home',
    end: 'End',
    tab: 'Tab',
    'shift-tab': 'BTab',
    enter: 'Enter',
    esc: 'Escape',
    ' ': 'Space',
  },
};

/** A real terminal, kept by a tmux server of its own. */
export class Terminal implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'ot-tmux-'));
  readonly #ended = 'the program has ended with';

  constructor({ argv, env, columns = 80, rows = 24 }: TerminalRequest) {
    const line = argv.map(quote).join(' ');
    const variables = Object.entries(env).map(([name, value]) => quote(`${name}=${value}`));
    // The shell stays: what is on the terminal after the end is looked at, too.
    const script = `env -i TERM=screen-256color ${variables.join(' ')} ${line}; echo "${this.#ended} $?"; exec sleep 600`;
    const size = ['-x', String(columns), '-y', String(rows)];
    this.#tmux('-f', '/dev/null', 'new-session', '-d', ...size, 'sh', '-c', script);
    this.#tmux('set-option', '-g', 'window-size', 'manual');
    // Tmux keeps Escape back otherwise, to see whether it begins a sequence.
    this.#tmux('set-option', '-s', 'escape-time', '0');
  }

  #tmux(...args: readonly string[]): string {
    const env = { PATH: process.env['PATH'] ?? '', TERM: 'screen-256color', LANG: 'C.UTF-8' };
    return execFileSync('tmux', ['-S', join(this.#folder, 'socket'), '-u', ...args], {
      encoding: 'utf8',
      env,
    });
  }

  /** Presses keys, one after the other; names as tmux has them (Enter, Escape, Down). */
  keys(...names: readonly string[]): void {
    this.#tmux('send-keys', ...names);
  }

  /** Presses keys, one after the other, as the tables of keys name them. */
  press(...keys: readonly string[]): void {
    for (const key of keys) this.keys(tmuxNames[key] ?? key);
  }

  /** Types a text, all of it in one chunk. */
  type(text: string): void {
    this.#tmux('send-keys', '-l', text);
  }

  /** What is on the screen; with `colors`, its escape sequences too. */
  screen(colors = false): string {
    return this.#tmux('capture-pane', '-p', ...(colors ? ['-e'] : []));
  }

  resize(columns: number, rows: number): void {
    this.#tmux('resize-window', '-x', String(columns), '-y', String(rows));
  }

  /** Whether the program draws on the terminal's other screen now. */
  isOnOtherScreen(): boolean {
    return this.#tmux('display-message', '-p', '#{alternate_on}').trim() === '1';
  }

  /** Whether the cursor is to be seen, as it is again when the terminal was restored. */
  showsCursor(): boolean {
    return this.#tmux('display-message', '-p', '#{cursor_flag}').trim() === '1';
  }

  /** The pid of the program itself. */
  pid(): number {
    const shell = this.#tmux('display-message', '-p', '#{pane_pid}').trim();
    const children = execFileSync('ps', ['-o', 'pid=', '--ppid', shell], { encoding: 'utf8' });
    return Number(children.trim().split('\n')[0]);
  }

  /** Closes the terminal under the program, as a dropped link does. */
  hangUp(): void {
    this.#tmux('kill-session');
  }

  /** The exit code of the program, once it has ended. */
  async exitCode(): Promise<number> {
    const screen = await this.until(this.#ended);
    return Number(new RegExp(`${this.#ended} (\\d+)`).exec(screen)?.[1]);
  }

  /** The screen, once it shows this. Rejects with what it shows instead. */
  async until(shown: string | RegExp, milliseconds = 30_000): Promise<string> {
    const end = performance.now() + milliseconds;
    for (;;) {
      const screen = this.screen();
      if (typeof shown === 'string' ? screen.includes(shown) : shown.test(screen)) return screen;
      if (performance.now() > end) throw new Error(`the screen never showed ${shown}:\n${screen}`);
      await wait(50);
    }
  }

  [Symbol.dispose](): void {
    try {
      this.#tmux('kill-server');
    } catch {
      // It ended with its last session.
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** A word for the shell. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
