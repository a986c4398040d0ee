import type { Memo } from '../checks/memo.ts';
import { createMemo } from '../checks/memo.ts';
import type { OutcomeMemo } from '../checks/run-checks.ts';
import type { Clock } from '../context.ts';
import type { Role } from '../postgres/role.ts';
import type { ServerFacts } from '../postgres/server-facts.ts';
import type { Figure } from './report.ts';

/** What is remembered between two reports: what a console, which wants one every two seconds, need not ask anew. */
export interface StatusCache {
  readonly outcomes: OutcomeMemo;
  readonly roles: Memo<Role>;
  readonly servers: Memo<Figure<ServerFacts>>;
  readonly versions: Memo<Figure<string>>;
}

/** An empty one: everything is asked once. */
export function createStatusCache(clock: Pick<Clock, 'elapsed'>): StatusCache {
  return {
    outcomes: createMemo(clock),
    roles: createMemo(clock),
    servers: createMemo(clock),
    versions: createMemo(clock),
  };
}
