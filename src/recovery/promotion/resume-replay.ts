import * as v from 'valibot';
import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import type { Server } from '../../postgres/psql.ts';
import { queryJson } from '../../postgres/psql.ts';

/** Resumes a paused replay; nothing happens when it is not paused. Throws `database`. */
export async function resumeReplay(context: Context, config: Config, server: Server): Promise<void> {
  const sql = 'SELECT to_json(pg_is_wal_replay_paused()) FROM (SELECT pg_wal_replay_resume()) AS resumed';
  await queryJson(context, config, { server, sql, schema: v.boolean() });
}
