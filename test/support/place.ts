import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Config, KeyName } from '../../src/config/keys.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Context } from '../../src/context.ts';
import { testContext } from './context.ts';

/** A folder for one test, with a configuration that keeps everything in it and programs of the test's own. */
export interface Place {
  readonly root: string;
  readonly config: Config;
  readonly context: Context & { readonly said: string[] };
  at(...parts: readonly string[]): string;
  /** Writes a file, with the folders that lead to it. */
  write(name: string, content: string): void;
  /** Puts a script of sh in the place of a program. */
  program(name: string, script: string): void;
  close(): void;
}

/** Makes a place; the keys may name further values for its configuration. */
export async function openPlace(keys: Partial<Record<KeyName, string>> = {}): Promise<Place> {
  const root = mkdtempSync(join(tmpdir(), 'ot-place-'));
  const at = (...parts: readonly string[]) => join(root, ...parts);
  const write = (name: string, content: string) => {
    mkdirSync(dirname(at(name)), { recursive: true });
    writeFileSync(at(name), content);
  };
  for (const folder of ['bin', 'state', 'share', 'etc']) mkdirSync(at(folder));
  const own = { PROJECT_DIR: at('share'), STATE_DIR: at('state'), RUN_DIR: at('run'), DATA_DIR: at('data') };
  const lines = Object.entries({ ...own, ...keys }).map(([key, value]) => `${key}="${value}"\n`);
  write('sync.conf', lines.join(''));
  const context = testContext({ env: { uid: process.getuid?.() ?? 0 } });
  const path = `${at('bin')}:${process.env['PATH'] ?? ''}`;
  return {
    ...{ root, at, write },
    config: (await loadConfig(at('sync.conf'))).values,
    context: {
      ...context,
      run: (command) => context.run({ ...command, env: { PATH: path, ...command.env } }),
      start: (command) => context.start({ ...command, env: { PATH: path, ...command.env } }),
    },
    program(name, script) {
      write(`bin/${name}`, `#!/bin/sh\n${script}\n`);
      chmodSync(at('bin', name), 0o755);
    },
    close: () => rmSync(root, { recursive: true, force: true }),
  };
}
