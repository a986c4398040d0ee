import { formatSeconds } from '../../figures.ts';
import type { FactCheck } from '../check.ts';
import { fine, untold, warning } from '../check.ts';

const mostSeconds = 5;

/**
 * The clocks of both machines agree. The receiver knows when production sent its last message, by production's clock, and
 * when it came, by ours: the way itself takes next to nothing. Source: PostgreSQL manual, pg_stat_wal_receiver.
 */
export const clock: FactCheck = {
  kind: 'facts',
  id: 'clock',
  title: 'clocks',
  roles: ['standby'],
  command: () =>
    "sudo -u postgres psql -c 'SELECT last_msg_receipt_time - last_msg_send_time FROM pg_stat_wal_receiver'",
  judge({ replication }) {
    if (replication.state === 'unknown') return undefined;
    const { receiver } = replication.value;
    const travel = receiver.kind === 'seen' ? receiver.messageTravel : undefined;
    if (travel === undefined) {
      const said = 'whether the clocks agree is not seen: production sends nothing by streaming';
      return untold({ said, next: 'ot-connection-test compares them over ssh.' });
    }
    const values = { apartSeconds: Math.abs(travel), aheadSeconds: -travel };
    if (Math.abs(travel) <= mostSeconds) return fine('the clocks agree', values);
    const side = travel > 0 ? 'behind' : 'ahead';
    const said = `production's clock is ${formatSeconds(Math.abs(travel))} ${side}, or its messages are held up`;
    return warning({ said, next: 'Let both follow a time server: timedatectl.', values });
  },
};
