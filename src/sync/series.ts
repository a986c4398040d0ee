import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import type { RunRecord } from './record.ts';
import { readRecords, dropRecord, writeRecord } from './record.ts';

/**
 * Writes the record of a scheduled run. When the run before ended alike, its record goes: a series of such runs has
 * one, which counts them. Returns what was written.
 */
export async function writeInSeries(context: Context, config: Config, record: RunRecord): Promise<RunRecord> {
  const [before] = (await readRecords(context, config, { job: record.job, most: 2 })).filter(
    ({ id }) => id !== record.id,
  );
  const series = before?.series;
  const alike = before !== undefined && series !== undefined && isAlike(before, record);
  const runs = alike ? series.runs + 1 : 1;
  const since = alike ? series.since : record.startedAt;
  const written = { ...record, series: { runs, since } };
  await writeRecord(context, config, written);
  if (alike) await dropRecord(config, before);
  return written;
}

/** Whether the second run adds nothing to what the record of the first one tells. */
function isAlike(first: RunRecord, second: RunRecord): boolean {
  if (first.outcome !== second.outcome || first.failure?.code !== second.failure?.code) return false;
  if (!isDeepStrictEqual(first.problems, second.problems)) return false;
  return second.outcome !== 'ok' || (changedNothing(first) && changedNothing(second));
}

function changedNothing({ counts }: RunRecord): boolean {
  return counts !== undefined && counts.added + counts.changed + counts.removed === 0;
}
