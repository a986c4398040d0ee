import { awaitedInVain, heldBack, waitForNobody, waits } from '../../recovery/promotion/settings.ts';
import type { FactCheck } from '../check.ts';
import { failing } from '../check.ts';

/** Nobody holds replay back on purpose: such a standby is not promoted. */
export const applyDelay: FactCheck = {
  kind: 'facts',
  id: 'replay-delay',
  title: 'replay not held back',
  roles: ['standby'],
  command: () => "sudo -u postgres psql -c 'SHOW recovery_min_apply_delay'",
  judge({ replication }) {
    const held = replication.state === 'unknown' ? undefined : heldBack(replication.value);
    if (held === undefined) return undefined;
    return failing({
      said: `replay is held back (${held}): this standby cannot be promoted as it is`,
      next: 'As postgres: ALTER SYSTEM SET recovery_min_apply_delay = 0; SELECT pg_reload_conf()',
      values: { recovery_min_apply_delay: held },
    });
  },
};

/** Writes would not wait for a standby that is not there, as with a configuration that was copied from production. */
export const synchronous: FactCheck = {
  kind: 'facts',
  id: 'synchronous',
  title: 'writes wait for nobody',
  roles: ['standby'],
  command: () => "sudo -u postgres psql -c 'SHOW synchronous_standby_names'",
  judge({ replication }) {
    const names = replication.state === 'unknown' ? undefined : awaitedInVain(replication.value);
    if (names === undefined) return undefined;
    return failing({
      said: `after a promotion every write ${waits(names)}`,
      next: waitForNobody,
      values: { synchronous_standby_names: names },
    });
  },
};
