import { realpath } from 'node:fs/promises';
import type { Server } from '../../postgres/psql.ts';

/** Programs that take the role of a PostgreSQL cluster into their own hands. */
export type ManagerName = 'patroni' | 'repmgr';

/** The database that would be promoted. */
export interface Target {
  readonly server: Server;
  /** Where its data lies, on this machine; undefined when that is not to be seen. */
  readonly dataDirectory: string | undefined;
}

/** What was found of a cluster manager that has to do with a database. */
export interface Manager {
  readonly name: ManagerName;
  /** Whether it runs now: its service would notice a promotion, and may undo it. */
  readonly running: boolean;
  /** What shows that it is there, for people; never empty. */
  readonly signs: readonly string[];
  /** Its configuration file that names this data directory; undefined when none was found. */
  readonly configPath: string | undefined;
}

/** Whether two paths are the same folder, links followed. */
export async function sameFolder(one: string | undefined, other: string | undefined): Promise<boolean> {
  if (one === undefined || other === undefined) return false;
  const [first, second] = await Promise.all([one, other].map((path) => realpath(path).catch(() => path)));
  return first?.replace(/\/+$/, '') === second?.replace(/\/+$/, '');
}
