import { fail } from '../../failures.ts';
import { showName, staysBelow } from '../../files/names.ts';
import type { Entries, Entry } from '../../files/walk.ts';
import { isPassedOver } from './store-name.ts';

const kinds: ReadonlyMap<string, Entry['kind']> = new Map([
  ['f', 'file'],
  ['d', 'folder'],
  ['l', 'link'],
]);

/**
 * Reads production's answer to "list": for each entry type, size, time, mode, link target and name, each ended by a
 * NUL. Throws `answer` for anything else, so that no name can lead out of the folder.
 */
export function parseListing(text: string): Entries {
  const entries = new Map<string, Entry>();
  const reader = fieldReader(text);
  for (let type = reader(); type !== undefined; type = reader()) {
    const [size, time, mode, target, name] = [reader(), reader(), reader(), reader(), reader()];
    if (size === undefined || time === undefined || mode === undefined || target === undefined)
      return refuse('cut');
    if (name === undefined || !staysBelow(name)) return refuse(`the name ${showName(name ?? '')}`);
    if (!/^\d{1,15}$/.test(size) || !/^-?\d+(\.\d+)?$/.test(time) || !/^[0-7]{1,4}$/.test(mode)) {
      return refuse(`the figures of ${showName(name)}`);
    }
    if (name.split('/').some(isPassedOver)) continue;
    const kind = kinds.get(type) ?? 'other';
    const seconds = Math.floor(Number(time));
    entries.set(name, { kind, bytes: Number(size), time: seconds, mode: parseInt(mode, 8), target });
  }
  return entries;
}

/** Cuts the text at each NUL as it goes: a million names need not be cut at once. */
function fieldReader(text: string): () => string | undefined {
  let at = 0;
  return () => {
    if (at >= text.length) return undefined;
    const end = text.indexOf('\0', at);
    if (end < 0) return refuse('cut');
    const field = text.slice(at, end);
    at = end + 1;
    return field;
  };
}

function refuse(what: string): never {
  fail('answer', {
    what: `production's list of files is not understood (${what})`,
    next: 'Run again; if it stays, look at the connection and at production.',
  });
}
