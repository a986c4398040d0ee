import * as v from 'valibot';
import { nameOf, showName } from '../../../files/names.ts';
import { printable } from '../../../machines/must.ts';
import { databaseTarget } from '../../../postgres/databases.ts';
import { queryJson } from '../../../postgres/psql.ts';
import type { Session } from '../../job.ts';
import type { Looked } from './look.ts';

const Storage = v.object({ location: v.nullable(v.string()), inDatabase: v.number() });

// Asked through a query of its own text: a database without the table must not make the question fail.
const sql = `SELECT json_build_object(
  'location', (SELECT (xpath('//value/text()', x))[1]::text FROM query_to_xml(
    CASE WHEN to_regclass('ir_config_parameter') IS NULL THEN 'SELECT NULL AS value'
    ELSE 'SELECT value FROM ir_config_parameter WHERE key = ''ir_attachment.location''' END, false, false, '') AS x),
  'inDatabase', (SELECT (xpath('//n/text()', x))[1]::text::bigint FROM query_to_xml(
    CASE WHEN EXISTS (SELECT FROM information_schema.columns
      WHERE table_name = 'ir_attachment' AND column_name = 'db_datas')
    THEN 'SELECT count(*) AS n FROM ir_attachment WHERE db_datas IS NOT NULL AND store_fname IS NULL'
    ELSE 'SELECT 0 AS n' END, false, false, '') AS x))`;

/** Says where a database keeps its attachments, when not in files: then there is less to bring over than it seems. */
export async function tellStorage(session: Session, looked: readonly Looked[]): Promise<readonly string[]> {
  const { context, config, server } = session;
  const notes: string[] = [];
  for (const each of looked) {
    if (each.kind !== 'odoo') continue;
    const database = databaseTarget(each.name);
    const storage = await queryJson(context, config, { server, database, sql, schema: Storage });
    const name = showName(nameOf(each.name));
    const location = storage?.location ?? 'file';
    if (location !== 'file')
      notes.push(`${name}: new attachments go to "${printable(location)}" (ir_attachment.location)`);
    const count = storage?.inDatabase ?? 0;
    if (count > 0) notes.push(`${name}: ${count} attachments are in the database itself`);
  }
  return notes;
}
