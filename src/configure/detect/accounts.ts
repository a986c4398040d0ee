import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import type { Account } from '../../machines/accounts.ts';
import { findAccount } from '../../machines/accounts.ts';
import type { Detector, Finding } from './finding.ts';
import { propose } from './finding.ts';

const about = 'user of Odoo';
const names = ['odoo', 'openerp'] as const;

/** The user and group that own the files of Odoo. */
export const detectAccounts: Detector = async (context, config) => {
  for (const name of new Set([config.ODOO_USER, ...names])) {
    const account = await findAccount(context, config, name);
    if (account === undefined) continue;
    const seen = `${name}, home ${account.home}`;
    const user = propose(about, seen, { key: 'ODOO_USER', value: name, present: config.ODOO_USER });
    return [user, ...(await groupFinding(context, config, account))];
  }
  return [{ about, seen: `there is no user ${config.ODOO_USER}: is Odoo installed?` }];
};

async function groupFinding(context: Context, config: Config, { gid }: Account): Promise<readonly Finding[]> {
  const argv = ['getent', 'group', String(gid)] as const;
  const outcome = await context.run({ argv, timeoutMs: config.COMMAND_SECONDS * 1000 });
  const value = outcome.stdout.split(':')[0] ?? '';
  if (outcome.exitCode !== 0 || value === '') return [];
  return [propose('group of Odoo', value, { key: 'ODOO_GROUP', value, present: config.ODOO_GROUP })];
}
