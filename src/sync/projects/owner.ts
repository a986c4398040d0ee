import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { fail } from '../../failures.ts';
import { findAccount, findGroup } from '../../machines/accounts.ts';

/** Throws `config-value` unless ODOO_USER and ODOO_GROUP exist here: ownership goes by name, never by number. */
export async function requireOwner(context: Context, config: Config): Promise<void> {
  if ((await findAccount(context, config, config.ODOO_USER)) === undefined) unknown('user', config.ODOO_USER);
  if ((await findGroup(context, config, config.ODOO_GROUP)) === undefined)
    unknown('group', config.ODOO_GROUP);
}

function unknown(what: 'user' | 'group', name: string): never {
  fail('config-value', {
    what: `there is no ${what} ${name} on this machine (ODOO_${what.toUpperCase()})`,
    next: 'Install Odoo here, or correct the configuration: ot-configure.',
  });
}
