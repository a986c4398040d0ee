import { formatBytes } from '../../figures.ts';
import type { FactCheck } from '../check.ts';
import { fine, untold, warning } from '../check.ts';

const mebibyte = 1 << 20;

/** What was received is replayed soon. */
export const replay: FactCheck = {
  kind: 'facts',
  id: 'replay',
  title: 'replay',
  roles: ['standby'],
  command: () =>
    "sudo -u postgres psql -c 'SELECT pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())'",
  judge({ replication }, config) {
    const limit = config.LATE_REPLAY_MB;
    if (replication.state === 'unknown') return undefined;
    const { bytesToReplay, receivedLsn, replayedLsn, lastTransactionAt } = replication.value;
    const values = {
      receivedLsn: receivedLsn ?? null,
      replayedLsn: replayedLsn ?? null,
      bytesToReplay: bytesToReplay.state === 'unknown' ? null : bytesToReplay.value,
      lastTransactionAt: lastTransactionAt.state === 'unknown' ? null : lastTransactionAt.value,
    };
    if (bytesToReplay.state === 'unknown') {
      // Archive-fed: what was fetched is replayed at once, and nothing counts what is still in the archive.
      if (replication.value.feed === 'archive') return fine(`replayed up to ${replayedLsn ?? '?'}`, values);
      const next = "See pg_stat_wal_receiver and PostgreSQL's log.";
      return untold({ said: `what waits for replay is not known: ${bytesToReplay.why}`, next, values });
    }
    const said = `${formatBytes(bytesToReplay.value)} to replay`;
    if (bytesToReplay.value <= limit * mebibyte) return fine(said, values);
    return warning({
      said: `${said}, more than ${limit} MiB (LATE_REPLAY_MB): a promotion would have to wait for it`,
      next: 'See whether a long query holds replay up here (max_standby_streaming_delay), or the disk is slow.',
      values,
    });
  },
};
