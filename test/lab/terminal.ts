/** An operator's terminal: ssh from one machine of the pair to the other, and tmux over there, as people work. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Machine } from './machine.ts';

const socket = 'operator';
const session = 'work';

export class LabTerminal {
  readonly #from: Machine;
  readonly #to: Machine;

  private constructor(from: Machine, to: Machine) {
    this.#from = from;
    this.#to = to;
  }

  /** Opens it: a shell of root's on `to`, in tmux, over ssh from `from`. */
  static async open(from: Machine, to: Machine): Promise<LabTerminal> {
    const terminal = new LabTerminal(from, to);
    const key = '/root/.ssh/operator';
    await from.ok(`mkdir -p -m 700 /root/.ssh; test -e ${key} || ssh-keygen -q -t ed25519 -N '' -f ${key}`);
    const publicKey = await from.ok(`cat ${key}.pub`);
    await to.ok('mkdir -p -m 700 /root/.ssh; cat >> /root/.ssh/authorized_keys', { input: publicKey });
    await terminal.connect();
    return terminal;
  }

  /** Logs in and goes on where the session is, or begins one; `alone`: without tmux over there, so that a lost link is felt. */
  async connect(how: 'tmux' | 'alone' = 'tmux'): Promise<void> {
    // What is on the screen over there is shown as it is: no line of tmux's own, and Escape at once.
    const inTmux = `env LANG=C.UTF-8 tmux -u -f /dev/null new-session -A -s ${session} \\; set status off \\; set -s escape-time 0`;
    const remote = how === 'tmux' ? inTmux : 'env LANG=C.UTF-8 bash -l';
    const ssh = `ssh -tt -i /root/.ssh/operator -o StrictHostKeyChecking=accept-new root@${this.#to.hostName} '${remote}'`;
    await this.#tmux('new-session', '-d', '-x', '80', '-y', '24', ssh);
    await this.#tmux('set-option', '-s', 'escape-time', '0');
    await this.until(/[#$❯]/);
  }

  /** Ends the ssh connection as a lost link does: nobody says goodbye. */
  async drop(): Promise<void> {
    await this.#tmux('kill-server');
  }

  /** Presses keys, one after the other; names as tmux has them (Enter, Escape, Down). */
  async keys(...names: readonly string[]): Promise<void> {
    await this.#tmux('send-keys', ...names);
  }

  /** Types a text, all of it in one chunk. */
  async type(text: string): Promise<void> {
    await this.#tmux('send-keys', '-l', text);
  }

  /** What is on the screen, rows at their full width. */
  screen(): Promise<string> {
    return this.#tmux('capture-pane', '-p', '-N');
  }

  /** The screen, once it shows this. Rejects with what it shows instead. */
  async until(shown: string | RegExp, seconds = 30): Promise<string> {
    const end = performance.now() + seconds * 1000;
    for (;;) {
      const screen = await this.screen();
      if (typeof shown === 'string' ? screen.includes(shown) : shown.test(screen)) return screen;
      if (performance.now() > end) throw new Error(`the screen never showed ${shown}:\n${screen}`);
      await wait(200);
    }
  }

  #tmux(...args: readonly string[]): Promise<string> {
    return this.#from.ok(['tmux', '-u', '-L', socket, '-f', '/dev/null', ...args], {
      env: { LANG: 'C.UTF-8', TERM: 'screen-256color' },
    });
  }
}
