import * as v from 'valibot';
import { queryJson } from '../../postgres/psql.ts';
import type { Driven } from './driver.ts';

/** Whether the database is a primary now. Throws `database`. */
export async function isPrimary({
  context,
  config,
  server,
}: Pick<Driven, 'context' | 'config' | 'server'>): Promise<boolean> {
  const sql = 'SELECT to_json(NOT pg_is_in_recovery())';
  return (await queryJson(context, config, { server, sql, schema: v.boolean() })) === true;
}
