import { lstatSync } from 'node:fs';
import type { AttachmentRow } from '../../../odoo/read-attachment-rows.ts';
import { pathOf, staysBelow } from '../../../files/names.ts';
import { isPassedOver, isUsualName } from '../store-name.ts';
import type { NamesHere } from './names-here.ts';

/** What rows refer to that is not here as they tell, and what is none of the filestore's. */
export interface RowFindings {
  /** Wanted and not here, by name. */
  readonly missing: Map<string, AttachmentRow>;
  /** Here with another size than the row tells. */
  readonly otherSize: Map<string, AttachmentRow>;
  /** Names that are addresses of an object storage. */
  remote: number;
  /** Names that lead out of the database's folder, or into what is never copied. */
  odd: number;
}

/** Looks at each row as it comes. */
export interface RowCheck {
  readonly findings: RowFindings;
  onRow(row: AttachmentRow): void;
}

/** Where to look, and the list of what is there; without one, each file is looked at. */
export interface RowPlace {
  readonly filestore: string;
  readonly database: string;
  readonly here: NamesHere | undefined;
  /** Called when something is known to be missing. */
  readonly onFirstMissing?: () => void;
}

/** Makes a check of rows against the disk. It remembers only what is not as it should be. */
export function createRowCheck(place: RowPlace): RowCheck {
  const missing = new Map<string, AttachmentRow>();
  const otherSize = new Map<string, AttachmentRow>();
  const findings: RowFindings = { missing, otherSize, remote: 0, odd: 0 };
  return {
    findings,
    onRow(row) {
      const { storeName, bytes } = row;
      if (isRemote(storeName)) findings.remote += 1;
      else if (isOdd(storeName)) findings.odd += 1;
      else {
        const listed = markReferenced(place.here, storeName);
        if (listed === 'looked-at') return;
        const size = listed === 'not-there' ? undefined : look(place, storeName);
        if (size === undefined) {
          if (missing.size === 0) place.onFirstMissing?.();
          missing.set(flat(storeName), row);
        } else if (bytes !== undefined && size !== bytes) otherSize.set(flat(storeName), row);
      }
    },
  };
}

function isRemote(name: string): boolean {
  return !isUsualName(name) && /^[a-z][a-z0-9+.-]*:\/\//.test(name);
}

function isOdd(name: string): boolean {
  return !isUsualName(name) && (!staysBelow(name) || name.split('/').some(isPassedOver));
}

/** What the list knows of a name: a row before this one has had it looked at, it is not there, or only a look tells. */
function markReferenced(
  here: NamesHere | undefined,
  storeName: string,
): 'looked-at' | 'not-there' | 'to-be-looked-at' {
  if (here === undefined) return 'to-be-looked-at';
  const slash = storeName.indexOf('/');
  const before = here.get(slash < 0 ? '' : storeName.slice(0, slash))?.see(storeName.slice(slash + 1));
  if (before === true) return 'looked-at';
  // Deeper names, and folders of the database's own folder, are in no list.
  const isListed = slash > 0 && !storeName.includes('/', slash + 1);
  return before === undefined && isListed ? 'not-there' : 'to-be-looked-at';
}

/** The size of a file; undefined when there is nothing, -1 for what is no file. */
function look({ filestore, database }: RowPlace, storeName: string): number | undefined {
  const found = lstatSync(pathOf(filestore, `${database}/${storeName}`), { throwIfNoEntry: false });
  return found?.isFile() === false ? -1 : found?.size;
}

/** A string of its own: a part of a longer one would keep all of that in memory. */
export function flat(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
