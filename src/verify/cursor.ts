import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import type { BadFile, VerifyCursor } from './report.ts';
import { readCursor, writeCursor } from './report.ts';

/** How far a verification has come, so that an ended one can go on. */
export interface Cursor {
  readonly startedAt: string;
  /** What was found before it was ended. */
  readonly before: Pick<VerifyCursor, 'read' | 'bad'>;
  /** Whether a file was done before. Databases come in the order of their names, files by folder and name. */
  isBehind(file: { readonly database: string; readonly name: string }): boolean;
  /** Everything up to this file is done. Written down every few seconds. */
  move(
    file: { readonly database: string; readonly name: string },
    found: { readonly read: number; readonly bad: readonly BadFile[] },
  ): Promise<void>;
  /** Nothing is left to go on with. */
  clear(): Promise<void>;
}

const everyMs = 2_000;

/** Begins at the start, or where an earlier verification was ended. Only one of everything is worth going on with. */
export async function openCursor(
  context: Context,
  config: Config,
  { whole, resume }: { readonly whole: boolean; readonly resume: boolean },
): Promise<Cursor> {
  const found = whole && resume ? await readCursor(context, config) : undefined;
  const startedAt = found?.startedAt ?? context.clock.now().toISOString();
  let saved = context.clock.elapsed();
  return {
    startedAt,
    before: { read: found?.read ?? 0, bad: found?.bad ?? [] },
    isBehind({ database, name }) {
      if (found === undefined || database > found.database) return false;
      return database < found.database || placeOf(name) <= placeOf(found.name);
    },
    async move({ database, name }, { read, bad }) {
      if (!whole || context.clock.elapsed() - saved < everyMs) return;
      saved = context.clock.elapsed();
      await writeCursor(context, config, {
        ...{ schemaVersion: 1, startedAt, database, name, read, bad: [...bad] },
      });
    },
    async clear() {
      if (whole) await writeCursor(context, config, undefined);
    },
  };
}

/** Orders names as they are done: one folder after the other, whatever characters are in it. */
function placeOf(name: string): string {
  const slash = name.lastIndexOf('/');
  return slash < 0 ? `\0${name}` : `${name.slice(0, slash)}\0${name.slice(slash + 1)}`;
}
