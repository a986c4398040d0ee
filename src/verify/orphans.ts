import type { Dirent } from 'node:fs';
import { readdirSync } from 'node:fs';
import { pathOf } from '../files/names.ts';
import { readFolder } from '../files/read-folder.ts';
import { unlessGone } from '../files/unless-gone.ts';
import { isPassedOver } from '../sync/attachments/store-name.ts';
import type { WantedFile } from './unit.ts';

/** What stands directly in a database's folder, each byte as one character. */
export interface Top {
  /** With '' for the database's own folder. */
  readonly folders: readonly string[];
  readonly besides: readonly string[];
}

/** Reads a database's folder; empty when there is none. Odoo's own marks are passed over. */
export function readTop(own: string): Top {
  const entries = unlessGone(() => readdirSync(own, { encoding: 'latin1', withFileTypes: true })) ?? [];
  const names = entries.filter(({ name }) => !isPassedOver(name));
  const isFolder = (entry: Dirent) => entry.isDirectory() || entry.isSymbolicLink();
  const { folders = [], besides = [] } = Object.groupBy(names, (entry) =>
    isFolder(entry) ? 'folders' : 'besides',
  );
  return { folders: ['', ...folders.map(({ name }) => name)], besides: besides.map(({ name }) => name) };
}

/** The names of the files in a folder, below the database's own one; empty for what is none of its folders. */
export function namesIn(own: string, folder: string, { folders, besides }: Top): readonly string[] {
  if (folder === '') return besides;
  if (!folders.includes(folder)) return [];
  return (readFolder(pathOf(own, folder)) ?? []).map((name) => `${folder}/${name}`);
}

/** How many of the names no row refers to. */
export function countOrphans(names: readonly string[], wanted: readonly WantedFile[]): number {
  const referred = new Set(wanted.map(({ name }) => name));
  return names.filter((name) => !referred.has(name)).length;
}
