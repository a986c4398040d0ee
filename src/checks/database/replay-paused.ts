import type { FactCheck } from '../check.ts';
import { fine, warning } from '../check.ts';

/** Nobody paused the replay. */
export const replayPaused: FactCheck = {
  kind: 'facts',
  id: 'replay-paused',
  title: 'replay not paused',
  roles: ['standby'],
  command: () => "sudo -u postgres psql -c 'SELECT pg_is_wal_replay_paused()'",
  judge({ replication }) {
    if (replication.state === 'unknown') return undefined;
    const values = { paused: replication.value.replayPaused };
    if (!values.paused) return fine('replay is not paused', values);
    return warning({
      said: 'replay is paused: the database stands still, and cannot be promoted',
      next: 'SELECT pg_wal_replay_resume() lets it go on.',
      values,
    });
  },
};
