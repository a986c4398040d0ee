import { join } from 'node:path';
import type { Config } from '../config/keys.ts';
import { path as pathKind } from '../config/kinds.ts';
import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import { findAccount } from '../machines/accounts.ts';
import { odooOption, readOdooConf } from './odoo-conf.ts';

/**
 * Odoo's data folder on this machine: DATA_DIR, else data_dir of odoo.conf, else Odoo's own default
 * `~/.local/share/Odoo` of ODOO_USER (measured on 14 and 19). Throws `odoo-conf`.
 */
export async function dataDirectory(context: Context, config: Config): Promise<string> {
  if (config.DATA_DIR !== '') return withoutFinalSlash(config.DATA_DIR);
  const conf = await readOdooConf(context, config.ODOO_CONF);
  const set = odooOption(conf, 'data_dir');
  if (set === undefined) return join(await homeOf(context, config), '.local/share/Odoo');
  // Odoo expands the "~" of data_dir itself.
  const expanded = /^~(\/|$)/.test(set) ? join(await homeOf(context, config), set.slice(1)) : set;
  const folder = pathKind.read(expanded);
  if (folder !== undefined && folder !== '/') return withoutFinalSlash(folder);
  fail('odoo-conf', {
    what: `${conf.path}: data_dir is "${set}", expected ${pathKind.expected}`,
    next: 'Correct it, or name the folder in DATA_DIR.',
  });
}

/** Odoo's data folder on production: PRODUCTION_DATA_DIR, else the same path as here. */
export function productionDataDirectory(config: Config, here: string): string {
  return config.PRODUCTION_DATA_DIR === '' ? here : withoutFinalSlash(config.PRODUCTION_DATA_DIR);
}

async function homeOf(context: Context, config: Config): Promise<string> {
  const account = await findAccount(context, config, config.ODOO_USER);
  if (account !== undefined) return account.home;
  fail('odoo-conf', {
    what: `there is no user ${config.ODOO_USER} (ODOO_USER) on this machine, so Odoo's data folder is not known`,
    next: 'Install Odoo here, correct ODOO_USER, or name the folder in DATA_DIR.',
  });
}

function withoutFinalSlash(folder: string): string {
  return folder.replace(/(.)\/+$/, '$1');
}
