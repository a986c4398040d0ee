import * as v from 'valibot';
import { fail } from '../../failures.ts';
import { queryJson } from '../../postgres/psql.ts';
import type { Driven, Driver } from './driver.ts';
import { isPrimary } from './is-primary.ts';

const everyMs = 10;

/** PostgreSQL promotes itself. Source: PostgreSQL manual, pg_promote. */
export function pgPromote(why: string): Driver {
  return {
    name: 'pg_promote',
    why,
    command: 'SELECT pg_promote()',
    promote,
    known: () => Promise.resolve('there is no cluster manager to tell'),
    tell: () => Promise.resolve([]),
  };
}

/** Told to wait, pg_promote looks every 100 ms only whether it has come true; PostgreSQL itself is done in a third of it. */
async function promote(driven: Driven): Promise<readonly string[]> {
  const { context, config, server } = driven;
  const until = context.clock.elapsed() + config.PROMOTE_SECONDS * 1000;
  const sql = 'SELECT to_json(pg_promote(false))';
  const told = await queryJson(context, config, { server, sql, schema: v.boolean() });
  if (told !== true) return refused(`${server.label} cannot be told to become a primary`);
  while (!(await isPrimary(driven))) {
    if (context.clock.elapsed() > until) {
      refused(`${server.label} did not become a primary within ${config.PROMOTE_SECONDS} s`);
    }
    context.log.progress({ label: 'waiting for PostgreSQL to promote' });
    await context.clock.sleep(everyMs, context.signal);
  }
  return [];
}

function refused(what: string): never {
  return fail('database', {
    what,
    next: "Look at PostgreSQL's log; run the same command again: it finds out what is true and goes on.",
  });
}
