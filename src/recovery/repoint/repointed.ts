import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { fail } from '../../failures.ts';
import { odooDatabases } from '../../odoo/odoo-databases.ts';
import { readRole } from '../../postgres/role.ts';
import type { Found } from '../found.ts';
import type { Reached } from './public-address.ts';
import { reachesHere } from './public-address.ts';

const byHand = 'look from outside, then: ot-recovery step repoint done';

/**
 * What the public addresses of all databases lead to. What cannot be proven from here stays open. Throws `verification`
 * when one leads elsewhere, `database`, `odoo-conf`.
 */
export async function repointed(context: Context, config: Config): Promise<Found> {
  const role = await readRole(context, config);
  if (role.kind !== 'primary') return { lines: [], open: `this machine is not in production: ${byHand}` };
  const found: Reached[] = [];
  for (const database of await odooDatabases(context, config, role.server))
    found.push(await reachesHere(context, config, { server: role.server, database }));
  const elsewhere = found.filter(({ verdict }) => verdict === 'elsewhere');
  if (elsewhere.length > 0)
    fail('verification', {
      what: elsewhere.map(({ what }) => what).join('; '),
      next: 'Repoint it; what DNS said before may be remembered for a while. Then run this step again.',
    });
  const lines = found.map(({ what }) => what);
  return found.some(({ verdict }) => verdict === 'here') ? { lines } : { lines, open: byHand };
}
