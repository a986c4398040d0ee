import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { sendHealthcheck } from '../alerts.ts';
import type { RunRecord } from '../record.ts';
import { newRecord, writeLastSuccess } from '../record.ts';

/** Tells that the filestore is complete although nothing ran: with nothing replayed, nothing can be missing. */
export interface Heartbeat {
  /** The filestore is complete now; `run` is the run that proved it last. Written down every half minute. */
  beat(config: Config, run: RunRecord): Promise<void>;
}

const everyMs = 30_000;
const healthcheckMs = 60_000;

/** Makes a heartbeat. What it writes is the job's last success: whatever looks whether the job is late finds it. */
export function createHeartbeat(context: Context): Heartbeat {
  let beatAt = -Infinity;
  let calledAt = context.clock.elapsed();
  return {
    async beat(config, run) {
      const now = context.clock.elapsed();
      if (now - beatAt >= everyMs) {
        beatAt = now;
        await writeLastSuccess(context, config, asOfNow(context, run));
      }
      if (now - calledAt < healthcheckMs) return;
      calledAt = now;
      await sendHealthcheck(context, config, 0);
    },
  };
}

function asOfNow(context: Context, run: RunRecord): RunRecord {
  const { id, startedAt } = newRecord(context, run.job);
  const { counts } = run;
  const nothing = { added: 0, changed: 0, removed: 0, bytes: 0 };
  const figures = counts === undefined ? {} : { counts: { ...counts, ...nothing } };
  return { ...run, id, startedAt, endedAt: startedAt, ...figures, notes: [], output: [] };
}
