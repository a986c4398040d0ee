import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { createUnchanged } from '../files/unchanged.ts';
import { isAlive } from '../machines/process-start.ts';
import { recordedNames } from './job.ts';
import type { RunRecord } from './record.ts';
import { readRecordOf, recordFolder, recordIds } from './record.ts';

/** A run that is over, or under way; `died`: its process is gone and has not said how it ended. */
export type Run = Omit<RunRecord, 'outcome'> & { readonly outcome: RunRecord['outcome'] | 'died' };

/** Reads all runs again and again, and of a run that has ended only once. */
export interface RunHistory {
  /** All runs of all jobs, newest first. The same list as before when nothing has changed. */
  read(config: Config): Promise<readonly Run[]>;
}

/** Makes a reader of all runs. */
export function createRunHistory(context: Context): RunHistory {
  let known = new Map<string, Run>();
  let list: readonly Run[] = [];
  const folders = createUnchanged(context.clock);
  const readOne = async (config: Config, { job, id }: RunName): Promise<Run | undefined> => {
    const before = known.get(id);
    if (before !== undefined && before.outcome !== 'running') return before;
    const record = await readRecordOf(context, config, { job, id });
    if (record?.outcome !== 'running') return record;
    return (await isAlive(record.by)) ? (before ?? record) : { ...record, outcome: 'died' };
  };
  return {
    async read(config) {
      // Every record is put in place by a rename, which its folder shows; a killed run shows nowhere.
      const same = await folders.same(recordedNames.map((job) => recordFolder(config, job)));
      if (same && !list.some(({ outcome }) => outcome === 'running')) return list;
      const names = (await Promise.all(recordedNames.map((job) => namesOf(config, job)))).flat();
      const runs = await Promise.all(names.map((name) => readOne(config, name)));
      const read = runs.filter((run) => run !== undefined);
      const equal = read.length === known.size && read.every((run) => known.get(run.id) === run);
      known = new Map(read.map((run) => [run.id, run]));
      if (!equal) list = read.sort((a, b) => (a.id < b.id ? 1 : -1));
      return list;
    },
  };
}

type RunName = { readonly job: RunRecord['job']; readonly id: string };

async function namesOf(config: Config, job: RunRecord['job']): Promise<readonly RunName[]> {
  return (await recordIds(config, job)).map((id) => ({ job, id }));
}
