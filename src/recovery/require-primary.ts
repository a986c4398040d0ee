import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import type { Server } from '../postgres/psql.ts';
import { readRole } from '../postgres/role.ts';

/** The database server of this machine, which is in production. Throws `not-primary`, `role-unknown` when in doubt. */
export async function requirePrimary(context: Context, config: Config): Promise<Server> {
  const role = await readRole(context, config);
  if (role.kind === 'primary') return role.server;
  const { hostname } = context.env;
  if (role.kind === 'unknown') {
    fail('role-unknown', {
      what: `it is not certain that ${hostname} is in production: ${role.why}`,
      next: 'Bring PostgreSQL up (pg_lsclusters).',
    });
  }
  return fail('not-primary', {
    what: `${hostname} is a standby (${role.server.label}), not in production`,
    next: 'Promote it first: ot-disable-standby-mode.',
  });
}
