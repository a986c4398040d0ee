import type { Area } from './areas.ts';
import type { Missing } from './compare.ts';
import { sha1OfName } from './store-name.ts';

/** A larger one is worth going on with where a transfer broke off: rsync can do that. */
export const mostStreamedBytes = 16 * 1024 * 1024;

/** Whether files of an area may come in a stream: those of a database whose name the gate takes for one. */
export function mayStream({ database, folder, path }: Area): boolean {
  return database && /^\w[\w.-]*$/.test(path.slice(folder.length + 1));
}

/** Whether a file may, when its area may: it is named by its sha1, and not large. */
export function isStreamed({ name, sha1, wanted }: Missing): boolean {
  return wanted.bytes <= mostStreamedBytes && sha1 !== undefined && sha1OfName(name) === sha1;
}
