import { realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../files/durable-files.ts';
import type { Entries } from '../../files/walk.ts';
import { walk } from '../../files/walk.ts';
import { filestore } from './areas.ts';
import { isPassedOver } from './store-name.ts';

/** What this machine has below one folder of the data folder; undefined when there is no such folder. */
export async function readHere(dataFolder: string, folder: string): Promise<Entries | undefined> {
  const path = join(dataFolder, folder);
  const entries = await walk(path, isPassedOver);
  if (entries === undefined || folder !== filestore) return entries;
  const links = [...entries].filter(([name, { kind }]) => kind === 'link' && !name.includes('/'));
  if (links.length === 0) return entries;
  const resolved = new Map(entries);
  // As on production: a database's folder may be a link to another disk.
  for (const [name, entry] of links) {
    const below = await walk(join(path, Buffer.from(name, 'latin1').toString()), isPassedOver);
    if (below === undefined) continue;
    resolved.set(name, { ...entry, kind: 'folder', target: '' });
    for (const [each, found] of below) resolved.set(`${name}/${each}`, found);
  }
  return resolved;
}

/** Where staging and hold of an area are. */
export interface Place {
  /** The outermost folder on the area's own filesystem: files come and go by a rename. */
  readonly base: string;
  /** The area's path below the base, each byte as one character; empty when it is the base itself. */
  readonly below: string;
}

/** The place of an area. One that is not here yet counts as the folder above it. */
export async function placeOf(dataFolder: string, areaPath: string): Promise<Place> {
  const parts = areaPath.split('/');
  const texts = parts.map((part) => Buffer.from(part, 'latin1').toString());
  const levels = [dataFolder, ...parts.map((_, index) => join(dataFolder, ...texts.slice(0, index + 1)))];
  const devices = await Promise.all(levels.map(deviceOf));
  const own = devices.findLast((device) => device !== undefined);
  const level = Math.max(0, devices.indexOf(own));
  const base = levels[level] ?? dataFolder;
  return { base: level === 0 ? base : await realpath(base), below: parts.slice(level).join('/') };
}

async function deviceOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).dev;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
