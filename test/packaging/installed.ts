/** The package in use on a machine where nothing has happened yet: what the tests of its screens share. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { Terminal } from '../tui/tmux.ts';
import { build, Unpacked } from './built.ts';

/** A command of the package in a terminal. */
export interface Opening {
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly rows?: number;
}

/** The package as it is used by one file of tests. */
export interface Installed {
  readonly folder: string;
  readonly config: string;
  /** What the configuration says before anybody has changed it: sync is off. */
  readonly text: string;
  readonly env: Readonly<Record<string, string>>;
  /** Path of an installed command. */
  readonly command: (name: string) => string;
  /** Starts a command in a terminal, which is closed when the test ends. */
  readonly open: (name: string, opening?: Opening) => Terminal;
}

/** Builds and unpacks the package before the tests of a file, and takes it away after them. */
export function useInstalled(): Installed {
  const folder = mkdtempSync(join(tmpdir(), 'ot-installed-'));
  const config = join(folder, 'sync.conf');
  const lines = ['# by hand', 'SYNCMODE="off"', `STATE_DIR="${folder}/state"`, `RUN_DIR="${folder}/run"`, ''];
  const text = lines.join('\n');
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, LANG: 'C.UTF-8', TZ: 'UTC' };
  const terminals: Terminal[] = [];
  let unpacked: Unpacked | undefined;

  beforeAll(() => {
    build();
    unpacked = new Unpacked();
    for (const name of ['state', 'run']) mkdirSync(join(folder, name));
    writeFileSync(config, text);
  }, 600_000);
  afterEach(() => {
    for (const terminal of terminals.splice(0)) terminal[Symbol.dispose]();
  });
  afterAll(() => {
    unpacked?.[Symbol.dispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const command = (name: string) => {
    if (unpacked === undefined) throw new Error('the package is unpacked before the first test');
    return unpacked.path(`usr/sbin/${name}`);
  };
  const open = (name: string, { env: further, args = [], rows }: Opening = {}) => {
    const argv = [command(name), '--config', config, ...args] as const;
    const terminal = new Terminal({ argv, env: { ...env, ...further }, ...(rows !== undefined && { rows }) });
    terminals.push(terminal);
    return terminal;
  };
  return { folder, config, text, env, command, open };
}
