import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, expect, test } from 'vitest';
import { embedGate } from '../../packaging/embed-gate.ts';
import { fitInk } from '../../packaging/ink.ts';
import { root } from '../../packaging/places.ts';
import { Terminal } from './tmux.ts';

const folder = mkdtempSync(join(tmpdir(), 'ot-dying-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['drawing', 'the frame cannot be drawn'],
  ['looking', 'the clock has stopped'],
])('an error while %s gives the terminal back, is told, and is no success', async (what, told) => {
  const path = join(folder, 'dying.cjs');
  await build({
    ...{ absWorkingDir: root, entryPoints: ['test/tui/dying.ts'], outfile: path, bundle: true },
    ...{
      platform: 'node',
      format: 'cjs',
      target: 'node24',
      logLevel: 'error',
      external: ['react-devtools-core'],
    },
    ...{ define: { 'process.env.NODE_ENV': '"production"' }, plugins: [embedGate, fitInk] },
  });
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, LANG: 'C.UTF-8' };
  using terminal = new Terminal({ argv: [process.execPath, path, what], env });
  expect(await terminal.exitCode()).toBe(1);
  expect(terminal.isOnOtherScreen()).toBe(false);
  expect(terminal.showsCursor()).toBe(true);
  expect(terminal.screen()).toContain(told);
});
