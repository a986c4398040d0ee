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
}

const Login = v.object({
  params: v.object({ service: v.literal('common'), method: v.literal('login'), args: v.array(v.string()) }),
});

const [, , here = '', bin = ''] = process.argv;
const conf = join(here, 'etc/odoo/odoo.conf');

const server = createServer((request, response) => {
  answer(request).then(
    ({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body),
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
  if (path === '/jsonrpc') return jsonrpc(v.parse(Login, await json(request)));
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

async function jsonrpc(login: v.InferOutput<typeof Login>): Promise<Answer> {
  const [, user = '', password = ''] = login.params.args;
  const found = await sql(`SELECT id FROM res_users WHERE login = :'user' AND password = :'password'`, {
    user,
    password,
  });
  const result = found === '' ? false : Number(found);
  return {
    status: 200,
    type: 'application/json',
    body: JSON.stringify({ jsonrpc: '2.0', id: null, result }),
  };
}

async function content(id: string): Promise<Answer> {
  const row = await sql(`SELECT store_fname, mimetype FROM ir_attachment WHERE id = :'id'`, { id });
  const [storeFname = '', type = ''] = row.split('|');
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
