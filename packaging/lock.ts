import { spawnSync } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { dist } from './places.ts';

/** Waits until no other build runs in this clone, and keeps others waiting until this process ends. */
export function lockBuild(): void {
  mkdirSync(dist, { recursive: true });
  const file = openSync(join(dist, 'lock'), 'w');
  // flock locks the open file, which stays open here: the lock goes when this process goes.
  const { status } = spawnSync('flock', ['3'], { stdio: ['ignore', 'ignore', 'inherit', file] });
  if (status !== 0) throw new Error('flock is missing: apt-get install util-linux');
}
