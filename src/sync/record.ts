import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { randomName } from '../files/random-name.ts';
import { readJson } from '../files/read-json.ts';
import type { RecordedName } from './job.ts';
import { recordedNames } from './job.ts';
import { problemKinds } from './plan.ts';

const Counted = v.object({
  present: v.number(),
  added: v.number(),
  changed: v.number(),
  removed: v.number(),
  bytes: v.number(),
});

const RunSchema = v.object({
  schemaVersion: v.literal(1),
  id: v.string(),
  job: v.picklist(recordedNames),
  /** ISO 8601, UTC. */
  startedAt: v.string(),
  endedAt: v.optional(v.string()),
  by: v.object({
    user: v.string(),
    sudoUser: v.optional(v.string()),
    from: v.picklist(['terminal', 'cron', 'systemd', 'other']),
    host: v.string(),
    pid: v.number(),
    pidStart: v.string(),
    version: v.string(),
  }),
  /** `running` in the record of a process that is gone means that it was killed. */
  outcome: v.picklist([
    'running',
    'ok',
    'partial',
    'failed',
    'refused',
    'unverified',
    'unreachable',
    'interrupted',
  ]),
  exitCode: v.optional(v.number()),
  counts: v.optional(Counted),
  /** Of a scheduled run: so many in a row ended alike, this one the last of them, and when the first one began. */
  series: v.optional(v.object({ runs: v.number(), since: v.string() })),
  failure: v.optional(v.object({ code: v.string(), what: v.string(), next: v.string() })),
  problems: v.array(
    v.object({
      ...{ item: v.string(), what: v.string(), next: v.optional(v.string()) },
      kind: v.optional(v.picklist(problemKinds)),
    }),
  ),
  notes: v.array(v.string()),
  /** The last lines that the run and its programs printed. */
  output: v.array(v.string()),
});

/** What is kept of a run. */
export type RunRecord = v.InferOutput<typeof RunSchema>;

const recordMode = { mode: 0o640 };
const keptPerJob = 200;
const lastSuccessName = 'last-success.json';

/** The folder with the records of a job. */
export function recordFolder(config: Config, job: RecordedName): string {
  return join(config.STATE_DIR, 'runs', job);
}

/** The record of a run that begins now; not written yet. */
export function newRecord(context: Context, job: RecordedName): RunRecord {
  const { env, clock } = context;
  const startedAt = clock.now().toISOString();
  // With milliseconds: the order of names is the order of runs.
  const id = `${startedAt.replace(/[-:]/g, '')}-${job}-${randomName()}`;
  const { user, hostname: host, pid, pidStart, version, startedFrom: from } = env;
  const by = { user, from, host, pid, pidStart, version };
  return {
    schemaVersion: 1,
    id,
    job,
    startedAt,
    by: env.sudoUser === undefined ? by : { ...by, sudoUser: env.sudoUser },
    outcome: 'running',
    problems: [],
    notes: [],
    output: [],
  };
}

/** Writes a record; one that ended well also becomes the job's last success. Old ones are taken away. */
export async function writeRecord(context: Context, config: Config, record: RunRecord): Promise<void> {
  const folder = recordFolder(config, record.job);
  await context.files.makeFolder(folder, { mode: 0o750 });
  const text = `${JSON.stringify(record, null, 1)}\n`;
  await context.files.writeAtomically(join(folder, `${record.id}.json`), text, recordMode);
  if (record.outcome === 'ok') await writeLastSuccess(context, config, record);
  if (record.outcome !== 'running') await prune(folder);
}

/** Takes a record away again that is not worth keeping. */
export async function dropRecord(config: Config, { job, id }: Pick<RunRecord, 'job' | 'id'>): Promise<void> {
  await rm(join(recordFolder(config, job), `${id}.json`), { force: true });
}

/** Writes a success as the job's last one without a record of its own. */
export async function writeLastSuccess(context: Context, config: Config, record: RunRecord): Promise<void> {
  const folder = recordFolder(config, record.job);
  await context.files.makeFolder(folder, { mode: 0o750 });
  const text = `${JSON.stringify(record, null, 1)}\n`;
  await context.files.writeAtomically(join(folder, lastSuccessName), text, recordMode);
}

async function prune(folder: string): Promise<void> {
  const names = await recordNames(folder);
  const old = names.slice(0, Math.max(0, names.length - keptPerJob));
  await Promise.all(old.map((name) => rm(join(folder, name), { force: true })));
}

/** File names of the records of a folder, oldest first: their names begin with the time. */
async function recordNames(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return names.filter((name) => /^\d{8}T\d{6}\.\d{3}Z-.*\.json$/.test(name)).sort();
}

/** The last records of a job, newest first. Unreadable ones are passed over. */
export async function readRecords(
  context: Context,
  config: Config,
  wanted: Wanted,
): Promise<readonly RunRecord[]> {
  const folder = recordFolder(config, wanted.job);
  const names = (await recordNames(folder)).slice(-wanted.most).reverse();
  const records = await Promise.all(names.map((name) => readRecord(context, join(folder, name))));
  return records.filter((record) => record !== undefined);
}

/** How many records of which job. */
export interface Wanted {
  readonly job: RecordedName;
  readonly most: number;
}

/** The ids of a job's runs that are kept, oldest first. */
export async function recordIds(config: Config, job: RecordedName): Promise<readonly string[]> {
  return (await recordNames(recordFolder(config, job))).map((name) => name.slice(0, -'.json'.length));
}

/** One record; undefined when it is gone or unreadable. */
export function readRecordOf(
  context: Context,
  config: Config,
  { job, id }: { readonly job: RecordedName; readonly id: string },
): Promise<RunRecord | undefined> {
  return readRecord(context, join(recordFolder(config, job), `${id}.json`));
}

/** The record of a job's last success. */
export function readLastSuccess(
  context: Context,
  config: Config,
  job: RecordedName,
): Promise<RunRecord | undefined> {
  return readRecord(context, join(recordFolder(config, job), lastSuccessName));
}

function readRecord(context: Context, path: string): Promise<RunRecord | undefined> {
  return readJson(context, path, RunSchema).catch(() => undefined);
}
