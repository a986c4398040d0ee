import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { fail } from '../../failures.ts';
import { printable } from '../../machines/must.ts';
import { dataDirectory } from '../../odoo/data-dir.ts';
import { loginPath } from '../../odoo/login-page.ts';
import type { OdooWeb } from '../../odoo/web-at.ts';
import type { Server } from '../../postgres/psql.ts';
import { queryJson } from '../../postgres/psql.ts';

const Row = v.object({ id: v.number(), storeName: v.string(), name: v.string() });

/** Where to look, and as whom. */
export interface ServedRequest {
  readonly server: Server;
  readonly database: string;
  readonly web: OdooWeb;
  /** The cookies of a user's session; without them only public attachments are asked for. */
  readonly cookies?: readonly string[];
}

const looked = 50;
const tried = 5;

/**
 * Downloads one of the newest attachments whose file is here, as a browser does, and compares its sha1 with its name. Some
 * may be hidden from the user, so a few are tried. Throws `odoo-silent` when none comes as it should.
 */
export async function servedAttachment(
  context: Context,
  config: Config,
  request: ServedRequest,
): Promise<string> {
  const { database, web } = request;
  const candidates = await present(context, config, request);
  if (candidates.length === 0) return `no attachment of ${database} could be tried: ${whyNone(request)}`;
  const seen: string[] = [];
  const cookies = request.cookies ?? (await nobodysCookies(web));
  for (const { id, storeName, name } of candidates) {
    const answer = await web.get(`/web/content/${id}`, cookies);
    const sha1 = createHash('sha1').update(answer.content).digest('hex');
    if (answer.status === 200 && storeName.endsWith(sha1))
      return printable(
        `attachment served whole: ${name} (${answer.content.length} bytes, database ${database})`,
      );
    seen.push(`${name}: ${answer.status === 200 ? 'other content' : answer.status}`);
  }
  return fail('odoo-silent', {
    what: printable(`Odoo serves no attachment of ${database} as it should (${seen.join(', ')})`),
    next: 'Look at the log of Odoo; ot-verify --quick names the files that are missing.',
  });
}

/** Where several databases are served, a session says which one is meant. */
async function nobodysCookies(web: OdooWeb): Promise<readonly string[]> {
  return web.database === undefined ? [] : (await web.get(loginPath(web.database))).cookies;
}

function whyNone({ cookies }: ServedRequest): string {
  return cookies === undefined ? 'none is public; ODOO_LOGIN_FILE lets others be tried' : 'none has its file';
}

async function present(
  context: Context,
  config: Config,
  { server, database, cookies }: ServedRequest,
): Promise<readonly v.InferOutput<typeof Row>[]> {
  const visible = cookies === undefined ? 'AND public' : 'AND res_field IS NULL';
  const sql = `SELECT coalesce(json_agg(r), '[]') FROM (
    SELECT id, store_fname AS "storeName", name FROM ir_attachment
    WHERE store_fname IS NOT NULL AND coalesce(file_size, 1) > 0 ${visible} ORDER BY id DESC LIMIT ${looked}) AS r`;
  const target = { server, database, sql, schema: v.array(Row) };
  const rows = (await queryJson(context, config, target)) ?? [];
  const folder = join(await dataDirectory(context, config), 'filestore', database);
  const found = await Promise.all(
    rows.map((row) =>
      lstat(join(folder, row.storeName)).then(
        () => [row],
        () => [],
      ),
    ),
  );
  return found.flat().slice(0, tried);
}
