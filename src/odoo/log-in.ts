import { stat } from 'node:fs/promises';
import * as v from 'valibot';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import type { OdooWeb } from './web-at.ts';

/** A user of Odoo who may be tried. */
export interface Account {
  readonly login: string;
  readonly password: string;
}

/** The account of ODOO_LOGIN_FILE; undefined when none is configured. Throws `config-value`. */
export async function readLoginFile(context: Context, config: Config): Promise<Account | undefined> {
  const path = config.ODOO_LOGIN_FILE;
  if (path === '') return undefined;
  const unusable = (what: string, next: string) => fail('config-value', { what: `${path} ${what}`, next });
  const text = await context.files.readText(path);
  if (text === undefined) return unusable('(ODOO_LOGIN_FILE) does not exist', 'Write it, or set no file.');
  if (((await stat(path)).mode & 0o007) !== 0)
    return unusable('holds a password and can be read by others', `chmod 0640 ${path}`);
  const [login = '', password = ''] = text.split(/\r?\n/);
  if (login !== '' && password !== '') return { login, password };
  return unusable('is not understood', 'It takes the name of the user in line 1, the password in line 2.');
}

/** Who is logged in: the number of the user, and the cookies of the session. */
export interface Session {
  readonly uid: number;
  readonly cookies: readonly string[];
}

const Uid = v.object({ result: v.union([v.number(), v.literal(false), v.null()]) });
const Opened = v.object({ result: v.object({ uid: v.number() }) });

interface Login extends Account {
  readonly database: string;
}

/** Logs in over JSON-RPC, then opens a session as a browser has one. Throws `odoo-silent`; names no password. */
export async function logIn(web: OdooWeb, { database, login, password }: Login): Promise<Session> {
  const uid = await callService(web, {
    service: 'common',
    method: 'login',
    args: [database, login, password],
  });
  const parsed = v.safeParse(Uid, uid);
  if (!parsed.success || typeof parsed.output.result !== 'number')
    return refused(`Odoo does not let ${login} in to ${database} over JSON-RPC`);
  const params = { db: database, login, password };
  const answer = await web.post('/web/session/authenticate', rpc(params));
  const opened = v.safeParse(v.pipe(v.string(), v.parseJson(), Opened), answer.content.toString());
  if (!opened.success || answer.cookies.length === 0)
    return refused(`Odoo opens no session for ${login} in ${database}`);
  return { uid: parsed.output.result, cookies: answer.cookies };
}

function refused(what: string): never {
  fail('odoo-silent', { what, next: 'Look at the account in ODOO_LOGIN_FILE, and at the log of Odoo.' });
}

/** Sets a system parameter as this user. */
export async function setParameter(
  web: OdooWeb,
  { database, password, uid }: Login & { readonly uid: number },
  [key, value]: readonly [string, string],
): Promise<void> {
  const args = [database, uid, password, 'ir.config_parameter', 'set_param', [key, value]];
  await callService(web, { service: 'object', method: 'execute_kw', args });
}

async function callService(web: OdooWeb, params: object): Promise<unknown> {
  const answer = await web.post('/jsonrpc', rpc(params));
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson()), answer.content.toString());
  return parsed.success ? parsed.output : undefined;
}

function rpc(params: object): object {
  return { jsonrpc: '2.0', id: 1, method: 'call', params };
}
