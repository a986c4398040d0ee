/** What Odoo's web answers, as far as a check can tell: started by the sandbox's systemctl with the machine's folder. */
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import * as v from 'valibot';
import { psql } from './psql.ts';

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
  readonly cookie?: string;
}

const Login = v.object({
  service: v.literal('common'),
  method: v.literal('login'),
  args: v.tuple([v.string(), v.string(), v.string()]),
});
const SetParameter = v.object({
  service: v.literal('object'),
  method: v.literal('execute_kw'),
  args: v.tuple([
    v.string(),
    v.number(),
    v.string(),
    v.literal('ir.config_parameter'),
    v.literal('set_param'),
    v.tuple([v.string(), v.string()]),
  ]),
});
const Call = v.object({ params: v.variant('service', [Login, SetParameter]) });

const Authenticate = v.object({ params: v.object({ login: v.string(), password: v.string() }) });

const [, , here = '', bin = ''] = process.argv;
const conf = join(here, 'etc/odoo/odoo.conf');

const server = createServer((request, response) => {
  answer(request).then(
    ({ status, type, body, cookie }) => {
      const cookies = cookie === undefined ? {} : { 'set-cookie': cookie };
      response.writeHead(status, { 'content-type': type, ...cookies }).end(body);
    },
    (error: unknown) => response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error)),
  );
});
server.listen(Number(option('http_port')), '127.0.0.1');

// Whoever removes the sandbox removes its files: then there is nothing to serve.
setInterval(() => existsSync(conf) || process.exit(0), 100);

async function answer(request: IncomingMessage): Promise<Answer> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  if (path === '/web/health') return { status: 200, type: 'application/json', body: '{"status": "pass"}' };
  if (path === '/web/login') return loginPage();
  if (path === '/web/session/authenticate') return session(v.parse(Authenticate, await json(request)));
  if (path === '/jsonrpc') return jsonrpc(v.parse(Call, await json(request)));
  const [, id] = /^\/web\/content\/(\d+)/.exec(path) ?? [];
  if (id !== undefined) return content(id);
  return { status: 404, type: 'text/plain', body: 'not found' };
}

/** Like Odoo it opens a session in the database, so that a read-only one is an error. */
async function loginPage(): Promise<Answer> {
  await sql(`UPDATE res_users SET write_date = now() WHERE login = 'admin'`);
  const bundles = await sql(
    `SELECT id FROM ir_attachment WHERE url LIKE '/web/content/%.assets_%.css' ORDER BY id`,
  );
  const links = bundles.split('\n').filter((id) => id !== '');
  const head = links.map((id) => `<link rel="stylesheet" href="/web/content/${id}">`).join('');
  return {
    status: 200,
    type: 'text/html',
    body: `<html><head>${head}</head><body><form class="oe_login_form"></form></body></html>`,
  };
}

async function jsonrpc({ params }: v.InferOutput<typeof Call>): Promise<Answer> {
  return {
    status: 200,
    type: 'application/json',
    body: JSON.stringify({ jsonrpc: '2.0', id: null, result: await resultOf(params) }),
  };
}

async function resultOf(params: v.InferOutput<typeof Call>['params']): Promise<number | boolean> {
  if (params.service === 'common') {
    const [, user, password] = params.args;
    return (await userOf(user, password)) ?? false;
  }
  const [key, value] = params.args[5];
  await sql(`UPDATE ir_config_parameter SET value = :'value' WHERE key = :'key'`, { key, value });
  return true;
}

/** Like Odoo it writes the address that an administrator logged in under into links. */
async function session({ params }: v.InferOutput<typeof Authenticate>): Promise<Answer> {
  const uid = await userOf(params.login, params.password);
  if (uid === undefined)
    return { status: 200, type: 'application/json', body: JSON.stringify({ error: {} }) };
  await sql(`UPDATE ir_config_parameter SET value = 'http://changed' WHERE key = 'web.base.url'`);
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, result: { uid } });
  return { status: 200, type: 'application/json', body, cookie: 'session_id=abc; Path=/; HttpOnly' };
}

async function userOf(user: string, password: string): Promise<number | undefined> {
  const found = await sql(`SELECT id FROM res_users WHERE login = :'user' AND password = :'password'`, {
    user,
    password,
  });
  return found === '' ? undefined : Number(found);
}

async function content(id: string): Promise<Answer> {
  const columns = "store_fname, mimetype, encode(db_datas, 'hex')";
  const row = await sql(`SELECT ${columns} FROM ir_attachment WHERE id = :'id'`, { id });
  const [storeFname = '', type = '', kept = ''] = row.split('|');
  if (kept !== '') return { status: 200, type, body: Buffer.from(kept, 'hex') };
  const file = join(here, 'data/filestore/prod', storeFname);
  if (storeFname === '' || !existsSync(file)) return { status: 404, type: 'text/plain', body: 'not found' };
  return { status: 200, type, body: readFileSync(file) };
}

async function sql(text: string, variables: Record<string, string> = {}): Promise<string> {
  const socket = readdirSync(join(here, 'pgsock')).find((name) => /^\.s\.PGSQL\.\d+$/.test(name));
  const port = Number(socket?.split('.').at(-1));
  return psql({ bin, host: join(here, 'pgsock'), port, database: 'prod' }, text, { variables });
}

function option(name: string): string {
  return new RegExp(`^${name} *= *(.*)$`, 'm').exec(readFileSync(conf, 'utf8'))?.[1] ?? '';
}
