import { stat } from 'node:fs/promises';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { fail } from '../failures.ts';

/** A user of Odoo who may be tried. */
export interface OdooUser {
  readonly login: string;
  readonly password: string;
}

/** The user of ODOO_LOGIN_FILE; undefined when none is configured. Throws `config-value`. */
export async function readLoginFile(context: Context, config: Config): Promise<OdooUser | undefined> {
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
