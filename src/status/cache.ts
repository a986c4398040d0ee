import type { Memo } from '../checks/memo.ts';
import { createMemo } from '../checks/memo.ts';
import type { UsableConfig } from '../config/load-usable.ts';
import { loadUsableConfig } from '../config/load-usable.ts';
import type { ReadOnce } from '../files/read-once.ts';
import { createReadOnce } from '../files/read-once.ts';
import type { Verification } from '../verify/report.ts';
import type { JobRecords } from './gather-jobs.ts';
import type { Looks } from '../checks/looks.ts';
import { createLooks } from '../checks/looks.ts';
import type { Clock } from '../context.ts';
import type { KeptServer } from '../postgres/kept-server.ts';
import type { Role } from '../postgres/role.ts';
import type { ServerFacts } from '../postgres/server-facts.ts';
import type { Figure } from './report.ts';

/** What is remembered between two reports: what a console, which wants one every two seconds, need not ask anew. */
export interface StatusCache {
  readonly looks: Looks;
  readonly roles: Memo<Role>;
  readonly servers: Memo<Figure<ServerFacts>>;
  readonly versions: Memo<Figure<string>>;
  readonly configs: ReadOnce<UsableConfig>;
  readonly records: ReadOnce<JobRecords>;
  readonly verifications: ReadOnce<Verification | undefined>;
  /** Absent: each question to the database has a program and a login of its own. */
  readonly kept?: KeptServer;
}

/** How whoever asks again and again wants it. */
export interface CacheWishes {
  /** How long a check may keep the rest of the report waiting. Absent: every check is awaited. */
  readonly patienceMs?: number | undefined;
  readonly kept?: KeptServer;
}

/** An empty one: everything is asked once. */
export function createStatusCache(clock: Clock, { patienceMs, kept }: CacheWishes = {}): StatusCache {
  return {
    looks: createLooks(clock, patienceMs),
    roles: createMemo(clock),
    servers: createMemo(clock),
    versions: createMemo(clock),
    configs: createReadOnce(clock),
    records: createReadOnce(clock),
    verifications: createReadOnce(clock),
    ...(kept === undefined ? {} : { kept }),
  };
}

/** The configuration as it stands now, read anew only when its file has changed. */
export function usableConfig(path: string, { configs }: Pick<StatusCache, 'configs'>): Promise<UsableConfig> {
  return configs.get(path, [path], () => loadUsableConfig(path));
}
