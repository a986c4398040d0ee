import { formatSeconds } from '../../figures.ts';
import type { ReplicationReport } from '../../status/report.ts';
import type { CheckOutcome, FactCheck } from '../check.ts';
import { failing, fine, untold, warning } from '../check.ts';

const silentSeconds = 120;

/** The database receives from production: by streaming, or from an archive. */
export const receiver: FactCheck = {
  kind: 'facts',
  id: 'receiver',
  title: 'WAL from production',
  roles: ['standby'],
  command: () => "sudo -u postgres psql -x -c 'SELECT * FROM pg_stat_wal_receiver'",
  judge({ replication }) {
    if (replication.state === 'unknown') {
      const said = `the replication state is not known: ${replication.why}`;
      return failing({ said, next: "See PostgreSQL's log." });
    }
    return judgeFeed(replication.value);
  },
};

function judgeFeed(replication: ReplicationReport): CheckOutcome {
  const { feed } = replication;
  const values = valuesOf(replication);
  if (feed === 'none') {
    const next = "See PostgreSQL's log, here and on production.";
    return failing({ said: 'the database receives nothing from production', next, values });
  }
  if (feed === 'unknown') {
    const said = 'PG_USER may not see how the database is fed';
    return untold({ said, next: 'GRANT pg_read_all_stats to PG_USER.', values });
  }
  if (feed === 'archive') return fine('the database is fed from an archive (restore_command)', values);
  const age = replication.receiver.kind === 'seen' ? (replication.receiver.lastMessageAge ?? 0) : 0;
  if (age <= silentSeconds) return fine(`streaming, last message ${formatSeconds(age)} ago`, values);
  const said = `production has said nothing to the database for ${formatSeconds(age)}`;
  return warning({ said, next: 'See the connection to production.', values });
}

function valuesOf({ feed, receiver: seen, bytesToReceive }: ReplicationReport) {
  const figures = {
    feed,
    bytesToReceive: bytesToReceive.state === 'unknown' ? null : bytesToReceive.value,
    receiver: seen.kind,
  };
  if (seen.kind !== 'seen') return figures;
  const sender = seen.senderHost === undefined ? null : `${seen.senderHost}:${seen.senderPort ?? '?'}`;
  return { ...figures, receiver: seen.status, sender, lastMessageSeconds: seen.lastMessageAge ?? null };
}
