import type { Replication } from '../../postgres/replication.ts';
import type { CheckOutcome, FactCheck } from '../check.ts';
import { fine, untold, warning } from '../check.ts';

/** Production keeps WAL until this standby has it. Whether a slot is still there while nothing comes in, only production knows. */
export const slot: FactCheck = {
  kind: 'facts',
  id: 'slot',
  title: 'replication slot',
  roles: ['standby'],
  command: () =>
    "sudo -u postgres psql -c 'SHOW primary_slot_name; SELECT slot_name FROM pg_stat_wal_receiver'",
  judge({ replication }) {
    if (replication.state === 'unknown') return undefined;
    const { feed } = replication.value;
    if (feed === 'streaming') return whileStreaming(replication.value);
    return feed === 'none' ? whileSilent(replication.value) : undefined;
  },
};

type Facts = Pick<Replication, 'receiver' | 'slotSetting' | 'hasArchive'>;

function whileStreaming({ receiver, slotSetting, hasArchive = false }: Facts): CheckOutcome {
  const used = receiver.kind === 'seen' ? receiver.slot : undefined;
  const values = { slot: used ?? null, setting: slotSetting ?? null, restoreCommand: hasArchive };
  if (used !== undefined && used === (slotSetting ?? used))
    return fine(`slot ${used} on production keeps WAL for this standby`, values);
  if (slotSetting !== undefined && slotSetting !== '') {
    return warning({
      said: `primary_slot_name is ${slotSetting}, but the connection to production uses ${used ?? 'no slot'}`,
      next: 'Let it connect anew (pg_reload_conf(); PostgreSQL 12: restart it), and see its log: is the slot there?',
      values,
    });
  }
  if (hasArchive) return fine('no slot; what streaming misses comes from the archive', values);
  const own = used === undefined ? 'no slot' : `only a slot that goes with the connection (${used})`;
  return untold({
    said: `${own} and no archive: whether production keeps enough WAL while this machine is away is not seen from here`,
    next: 'Use a slot (primary_slot_name), or see wal_keep_size on production.',
    values,
  });
}

function whileSilent({ slotSetting }: Facts): CheckOutcome | undefined {
  if (slotSetting === undefined) return undefined;
  const values = { slot: null, setting: slotSetting };
  if (slotSetting !== '') {
    return untold({
      said: `nothing comes in; slot ${slotSetting} keeps WAL meanwhile, if it is still there on production`,
      next: 'SELECT slot_name, wal_status FROM pg_replication_slots, on production.',
      values,
    });
  }
  return warning({
    said: 'nothing comes in, and without a slot (primary_slot_name) or an archive production soon recycles what is missing here',
    next: 'Bring replication back soon. Where its log says that WAL "has already been removed", this standby must be made anew.',
    values,
  });
}
