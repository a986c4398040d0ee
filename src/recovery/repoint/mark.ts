import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { fail } from '../../failures.ts';
import type { Server } from '../../postgres/psql.ts';
import { queryJson } from '../../postgres/psql.ts';

/** Something that only this machine's Odoo can serve: a public attachment, written into its own database just now. */
export interface Mark {
  readonly path: string;
  /** Whether an answer carries it. */
  matches(content: Uint8Array): boolean;
  /** Takes it out again. */
  remove(): Promise<void>;
}

/** Where a mark is written. */
export interface MarkPlace {
  readonly server: Server;
  readonly database: string;
}

const name = 'ot-recovery-mark.txt';
/** What a killed run has left goes, too. */
const removal = `DELETE FROM ir_attachment WHERE name = '${name}' AND res_model IS NULL AND public`;

/** Writes a mark; the former production, whose database has gone its own way, never has it. Throws `database`. */
export async function writeMark(context: Context, config: Config, place: MarkPlace): Promise<Mark> {
  const { server, database } = place;
  const target = { server, database };
  const word = randomBytes(16).toString('hex');
  const now = "now() AT TIME ZONE 'UTC'";
  const sql = `WITH old AS (${removal})
    INSERT INTO ir_attachment (name, type, public, mimetype, db_datas, file_size, create_date, write_date)
    VALUES ('${name}', 'binary', true, 'text/plain', convert_to('${word}', 'UTF8'), ${word.length}, ${now}, ${now})
    RETURNING to_json(id)`;
  const id = await queryJson(context, config, { ...target, sql, schema: v.number() });
  if (id === undefined)
    fail('database', { what: `${database} took no mark`, next: 'See whether it can be written.' });
  return {
    path: `/web/content/${id}`,
    matches(content) {
      const text = Buffer.from(content);
      // Odoo before 14 keeps contents in the database as base64, and our hexadecimal digits are that as well.
      return [Buffer.from(word), Buffer.from(word, 'base64')].some((each) => each.equals(text));
    },
    async remove() {
      const gone = `WITH gone AS (${removal} RETURNING 1) SELECT to_json(count(*)) FROM gone`;
      await queryJson(context, config, { ...target, sql: gone, schema: v.number() });
    },
  };
}
