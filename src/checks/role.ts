import type { FactCheck } from './check.ts';
import { failing, fine } from './check.ts';

/** What this machine is, and whether sync fits that. */
export const role: FactCheck = {
  kind: 'facts',
  id: 'role',
  title: 'role',
  roles: ['standby', 'primary', 'unknown'],
  command: () => "sudo -u postgres psql -c 'SELECT pg_is_in_recovery()'",
  judge({ role: is, sync, host }) {
    if (is.kind === 'unknown') {
      return failing({
        said: `it is not certain that ${host} is a standby: ${is.why}`,
        next: 'Bring PostgreSQL up (pg_lsclusters), or correct PG_CLUSTER or PG_HOST.',
        values: { role: 'unknown' },
      });
    }
    const values = { role: is.kind, server: is.server };
    if (is.kind === 'primary' && sync.state === 'known' && sync.value === 'on') {
      const said = `${host} is a primary, but sync is on: every sync refuses to run`;
      return failing({ said, next: 'If it was promoted: ot-disable-sync.', values });
    }
    return fine(`${is.server} is a ${is.kind}`, values);
  },
};
