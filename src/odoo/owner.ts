import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import { findAccount, findGroup } from '../machines/accounts.ts';

/** Who is to own a file, in this machine's own numbers. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Who owns what Odoo works with: ODOO_USER and ODOO_GROUP of this machine, by name, never by production's numbers;
 * undefined when we are not root and can give files to nobody. Throws `config-value`.
 */
export async function findOwner(context: Context, config: Config): Promise<Owner | undefined> {
  if (context.env.uid !== 0) return undefined;
  const [account, gid] = await Promise.all([
    findAccount(context, config, config.ODOO_USER),
    findGroup(context, config, config.ODOO_GROUP),
  ]);
  if (account === undefined) missing(`user ${config.ODOO_USER} (ODOO_USER)`);
  if (gid === undefined) missing(`group ${config.ODOO_GROUP} (ODOO_GROUP)`);
  return { uid: account.uid, gid };
}

function missing(what: string): never {
  fail('config-value', {
    what: `there is no ${what} on this machine, so the files would belong to nobody`,
    next: 'Install Odoo here, or correct the configuration: ot-configure.',
  });
}
