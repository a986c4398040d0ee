import type { Entry } from '../../files/walk.ts';

/**
 * The sha1 that a file below a database's folder must have by its name: `xx/<sha1>`, or `xxx/<sha1>` as old versions
 * of Odoo wrote it. Undefined for all other names. Such a file never changes: new content is a new name.
 */
export function sha1OfName(name: string): string | undefined {
  if (!isUsualName(name)) return undefined;
  const sha1 = name.slice(-40);
  return sha1.startsWith(name.slice(0, -41)) ? sha1 : undefined;
}

/** Whether a name has the form of nearly all names of a filestore: it leads nowhere else, and needs no closer look. */
export function isUsualName(name: string): boolean {
  return /^[0-9a-f]{2,3}\/[0-9a-f]{40}$/.test(name);
}

/** What Odoo gives its files, measured on 14 and 19: private are the folders beside the filestore. */
export const odooModes = { file: 0o644, folder: 0o755, privateFolder: 0o700 } as const;

/** Names that are nobody's copy: Odoo's marks for its garbage collection, and this tool's own folder. */
export function isPassedOver(part: string): boolean {
  return part === 'checklist' || part === '.ot-redundancy';
}

/** Whether a file here is what is wanted, as far as can be told without reading it. */
export function isSame(wanted: Entry, here: Entry, sha1: string | undefined): boolean {
  if (wanted.kind !== here.kind) return false;
  if (wanted.kind === 'link') return wanted.target === here.target;
  return wanted.bytes === here.bytes && (sha1 !== undefined || wanted.time === here.time);
}
