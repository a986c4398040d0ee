import { statSync } from 'node:fs';
import { fail } from '../../failures.ts';

/** Remembers which file a program is; what it returns throws `program` once that is another one, or gone. */
export function watchProgram(path: string): () => void {
  const identity = () => {
    const found = statSync(path, { throwIfNoEntry: false });
    return found === undefined ? '' : `${found.dev} ${found.ino} ${found.mtimeMs}`;
  };
  const before = identity();
  return () => {
    if (identity() === before) return;
    fail('program', {
      what: 'this program was replaced by another version: ended',
      next: 'systemd starts the new one within half a minute; one started by hand has to be started again.',
    });
  };
}
