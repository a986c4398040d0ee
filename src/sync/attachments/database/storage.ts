import * as v from 'valibot';
import { nameOf, showName } from '../../../files/names.ts';
import { printable } from '../../../machines/must.ts';
import type { Tour } from '../../../postgres/tour.ts';

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
export async function tellStorage(tour: Tour, database: string): Promise<readonly string[]> {
  const { location, inDatabase = 0 } = (await tour.ask({ database, sql, schema: Storage })) ?? {};
  const name = showName(nameOf(database));
  const notes: string[] = [];
  if ((location ?? 'file') !== 'file')
    notes.push(`${name}: new attachments go to "${printable(location ?? '')}" (ir_attachment.location)`);
  if (inDatabase > 0) notes.push(`${name}: ${inDatabase} attachments are in the database itself`);
  return notes;
}
