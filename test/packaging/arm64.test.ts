import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { distFor, root } from '../../packaging/places.ts';
import { release } from '../../packaging/release.ts';
import { build, deb as ownDeb } from './built.ts';

const deb = join(root, 'deb', `ot-redundancy_${release().version}_arm64.deb`);

beforeAll(() => {
  build();
  build('--arch', 'arm64', '--quick');
});

const field = (file: string, name: string) =>
  execFileSync('dpkg-deb', ['--field', file, name], { encoding: 'utf8' }).trim();

test('the package for arm64 has the same files and needs the same packages', () => {
  const names = (file: string) =>
    execFileSync('sh', ['-c', 'dpkg-deb --fsys-tarfile "$1" | tar -t', 'sh', file], { encoding: 'utf8' });
  expect(names(deb)).toBe(names(ownDeb));
  expect(field(deb, 'Architecture')).toBe('arm64');
  for (const name of ['Package', 'Version', 'Depends']) expect(field(deb, name)).toBe(field(ownDeb, name));
});

test('its program is one for that machine', () => {
  const head = Buffer.alloc(20);
  const fd = openSync(join(distFor('arm64'), 'ot-redundancy'), 'r');
  readSync(fd, head);
  closeSync(fd);
  // Source: ELF header: 64 bits at 4; machine at 18, 183 for AArch64.
  expect([head.toString('latin1', 0, 4), head[4], head.readUInt16LE(18)]).toEqual(['\x7fELF', 2, 183]);
});
