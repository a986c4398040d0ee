import type { FactCheck } from '../check.ts';
import { fine, untold } from '../check.ts';

/** Production keeps WAL until this standby has it. */
export const slot: FactCheck = {
  kind: 'facts',
  id: 'slot',
  title: 'replication slot',
  roles: ['standby'],
  command: () => "sudo -u postgres psql -c 'SELECT slot_name FROM pg_stat_wal_receiver'",
  judge({ replication }) {
    if (replication.state === 'unknown' || replication.value.feed !== 'streaming') return undefined;
    const { receiver, hasArchive = false } = replication.value;
    const name = receiver.kind === 'seen' ? receiver.slot : undefined;
    const values = { slot: name ?? null, restoreCommand: hasArchive };
    if (name !== undefined) return fine(`slot ${name} on production keeps WAL for this standby`, values);
    if (hasArchive) return fine('no slot; what streaming misses comes from the archive', values);
    return untold({
      said: 'no slot and no archive: whether production keeps enough WAL is not seen from here',
      next: 'Use a slot (primary_slot_name), or see wal_keep_size on production.',
      values,
    });
  },
};
