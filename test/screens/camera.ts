import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../packaging/places.ts';
import type { Machine } from '../lab/machine.ts';
import { Terminal } from '../tui/tmux.ts';
import { screenSvg } from './svg.ts';

const folder = join(root, 'docs/screens');
const size = { columns: 100, rows: 28 };

/** A command of a machine on a terminal of ours, and pictures of what it shows. */
export class Camera implements Disposable {
  readonly terminal: Terminal;

  constructor(machine: Machine, command: string) {
    const lab = [process.execPath, join(root, 'test/lab/main.ts'), 'run', `${machine.pair}/${machine.role}`];
    const shell = `stty rows ${size.rows} cols ${size.columns}; SUDO_USER=alice exec ${command}`;
    // script gives the command a terminal that the machine knows, and its own size.
    const argv = [...lab, '--', 'script', '-qec', shell, '/dev/null'] as const;
    const env = { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8' };
    this.terminal = new Terminal({ argv: ['env', ...argv], env, ...size });
  }

  /** Takes a picture of what is on the screen now. */
  take(name: string): void {
    mkdirSync(folder, { recursive: true });
    const rows = this.terminal.screen(true).split('\n').slice(0, size.rows);
    writeFileSync(join(folder, `${name}.svg`), screenSvg(rows, size.columns));
  }

  [Symbol.dispose](): void {
    this.terminal[Symbol.dispose]();
  }
}
