import type { Memo } from '../checks/memo.ts';
import { createMemo } from '../checks/memo.ts';
import type { Looks } from '../checks/looks.ts';
import { createLooks } from '../checks/looks.ts';
import type { Clock } from '../context.ts';
import type { Role } from '../postgres/role.ts';
import type { ServerFacts } from '../postgres/server-facts.ts';
import type { Figure } from './report.ts';

/** What is remembered between two reports: what a console, which wants one every two seconds, need not ask anew. */
export interface StatusCache {
  readonly looks: Looks;
  readonly roles: Memo<Role>;
  readonly servers: Memo<Figure<ServerFacts>>;
  readonly versions: Memo<Figure<string>>;
}

/** An empty one: everything is asked once. Who gives no patience waits for every check to its end. */
export function createStatusCache(clock: Pick<Clock, 'elapsed' | 'sleep'>, patienceMs?: number): StatusCache {
  return {
    looks: createLooks(clock, patienceMs),
    roles: createMemo(clock),
    servers: createMemo(clock),
    versions: createMemo(clock),
  };
}
