import { ownFolderName } from '../hold/own-folder.ts';

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

/** Names that are nobody's copy: Odoo's marks for its garbage collection, and this tool's own folder. */
export function isPassedOver(part: string): boolean {
  return part === 'checklist' || part === ownFolderName;
}
