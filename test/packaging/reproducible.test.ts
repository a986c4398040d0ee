import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../packaging/places.ts';
import { build, deb } from './built.ts';

const elsewhere = mkdtempSync('/tmp/ot-elsewhere-');

beforeAll(() => build());

afterAll(() => rmSync(elsewhere, { recursive: true }));

test('two builds in different places give the same bytes', { timeout: 600_000 }, () => {
  for (const name of readdirSync(root).filter(
    (each) => !['.git', 'node_modules', 'dist', 'deb', 'test'].includes(each),
  )) {
    cpSync(join(root, name), join(elsewhere, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(elsewhere, 'node_modules'));
  execFileSync('node', ['packaging/build.ts'], { cwd: elsewhere, stdio: ['ignore', 'ignore', 'inherit'] });
  const second = readFileSync(join(elsewhere, 'deb', basename(deb)));
  expect(second.equals(readFileSync(deb))).toBe(true);
});
