import type { FactCheck } from '../check.ts';
import { fine, warning } from '../check.ts';

/** Standby and production are on one timeline. */
export const timeline: FactCheck = {
  kind: 'facts',
  id: 'timeline',
  title: 'timeline',
  roles: ['standby'],
  command: () =>
    "sudo -u postgres psql -c 'SELECT timeline_id FROM pg_control_checkpoint()' -c 'SELECT received_tli FROM pg_stat_wal_receiver'",
  judge({ replication }) {
    if (replication.state === 'unknown') return undefined;
    const { timeline: here, receiver } = replication.value;
    const received = receiver.kind === 'seen' ? receiver.timeline : undefined;
    const values = { replayed: here, received: received ?? null };
    // A higher one arrives with a failover of production, and is replayed soon.
    if (received === undefined || received >= here) return fine(`timeline ${here}`, values);
    return warning({
      said: `production sends timeline ${received}, but this standby is on ${here}: it is ahead of production`,
      next: 'They have parted: compare both, and build this standby anew (pg_basebackup) when production is right.',
      values,
    });
  },
};
