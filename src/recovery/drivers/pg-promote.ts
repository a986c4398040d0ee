import * as v from 'valibot';
import { fail } from '../../failures.ts';
import { queryJson } from '../../postgres/psql.ts';
import type { Driver } from './driver.ts';

/** PostgreSQL promotes itself. Source: PostgreSQL manual, pg_promote. */
export function pgPromote(why: string): Driver {
  return {
    name: 'pg_promote',
    why,
    command: 'SELECT pg_promote()',
    async promote({ context, config, server }) {
      const sql = `SELECT to_json(pg_promote(true, ${config.PROMOTE_SECONDS}))`;
      const timeoutMs = (config.PROMOTE_SECONDS + 30) * 1000;
      const ended = await queryJson(context, config, { server, sql, schema: v.boolean(), timeoutMs });
      if (ended === true) return [];
      return fail('database', {
        what: `${server.label} did not become a primary within ${config.PROMOTE_SECONDS} s`,
        next: "Look at PostgreSQL's log; run the same command again: it finds out what is true and goes on.",
      });
    },
    known: () => Promise.resolve('there is no cluster manager to tell'),
    tell: () => Promise.resolve([]),
  };
}
