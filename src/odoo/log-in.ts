import * as v from 'valibot';
import { fail } from '../failures.ts';
import type { OdooUser } from './login-file.ts';
import type { OdooWeb } from './web-at.ts';

/** Who is logged in: the number of the user, and the cookies of the session. */
export interface Session {
  readonly uid: number;
  readonly cookies: readonly string[];
}

const Uid = v.object({ result: v.union([v.number(), v.literal(false), v.null()]) });
const Opened = v.object({ result: v.object({ uid: v.number() }) });

interface Login extends OdooUser {
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
