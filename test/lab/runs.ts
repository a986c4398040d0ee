/** What the product says of itself on a machine: the records of its runs, and ot-status. */
import * as v from 'valibot';
import type { Machine } from './machine.ts';
import { until } from './ready.ts';

/** The jobs, by the name of their records, with the command of each. */
export const commands = {
  attachments: 'ot-attachments-sync',
  projects: 'ot-project-sync',
  apt: 'ot-apt-sync',
  pip: 'ot-pip-sync',
  conf: 'ot-conf-sync',
} as const;

export const jobNames = ['attachments', 'projects', 'apt', 'pip', 'conf'] as const;
export type JobName = (typeof jobNames)[number];

const Run = v.object({
  id: v.string(),
  outcome: v.string(),
  exitCode: v.optional(v.number()),
  by: v.object({ from: v.string(), user: v.string() }),
  series: v.optional(v.object({ runs: v.number(), since: v.string() })),
  counts: v.optional(v.object({ added: v.number() })),
  failure: v.optional(v.object({ code: v.string(), what: v.string() })),
  problems: v.array(v.object({ item: v.string(), what: v.string() })),
});
const JobReport = v.object({
  job: v.string(),
  timeliness: v.string(),
  history: v.object({
    value: v.object({
      lastSuccess: v.nullable(v.object({ id: v.string(), by: v.string() })),
      last: v.nullable(v.object({ id: v.string(), outcome: v.string(), by: v.string() })),
    }),
  }),
});
const Status = v.object({
  role: v.object({ kind: v.string() }),
  sync: v.object({ value: v.optional(v.string()) }),
  verdict: v.string(),
  findings: v.array(v.object({ level: v.string(), what: v.string() })),
  checks: v.array(v.object({ id: v.string(), verdict: v.string(), said: v.string() })),
  jobs: v.array(JobReport),
});

const printAll = `
import glob, json, sys
files = sorted(glob.glob("/var/lib/ot-redundancy/runs/" + sys.argv[1] + "/2*.json"))
print(json.dumps([json.load(open(file)) for file in files]))`;

/** Every recorded run of a job, oldest first. */
export async function runsOf(machine: Machine, job: JobName): Promise<readonly v.InferOutput<typeof Run>[]> {
  const text = await machine.ok(['python3', '-c', printAll, job]);
  return v.parse(v.array(Run), JSON.parse(text));
}

/** Waits until that many runs of a job have ended. */
export async function untilEnded(machine: Machine, job: JobName, { count, seconds }: Ends): Promise<void> {
  const ended = `grep -l '^ "endedAt"' /var/lib/ot-redundancy/runs/${job}/2*.json 2>/dev/null`;
  await until(machine, `[ "$(${ended} | wc -l)" -ge ${count} ]`, seconds);
}

/** Waits until that many scheduled runs of a job have ended alike, one after the other. */
export async function untilInSeries(machine: Machine, job: JobName, { count, seconds }: Ends): Promise<void> {
  const last = `$(ls -d /var/lib/ot-redundancy/runs/${job}/2*.json | tail -1)`;
  await until(
    machine,
    `r=$(sed -n 's/^  "runs": \\([0-9]*\\),$/\\1/p' "${last}") && [ "\${r:-0}" -ge ${count} ]`,
    seconds,
  );
}

/** How many ends are waited for, and how long. */
export interface Ends {
  readonly count: number;
  readonly seconds: number;
}

/** What ot-status says. Throws when it says nothing that can be read. */
export async function statusOf(machine: Machine): Promise<v.InferOutput<typeof Status>> {
  const { stdout } = await machine.run(['ot-status', '--json']);
  return v.parse(Status, JSON.parse(stdout));
}

/** What ot-status says of one job. */
export async function jobStatus(
  machine: Machine,
  job: JobName,
): Promise<{
  readonly success: { readonly id: string; readonly by: string } | null;
  readonly last: { readonly id: string; readonly outcome: string; readonly by: string } | null;
}> {
  const report = (await statusOf(machine)).jobs.find((each) => each.job === job);
  if (report === undefined) throw new Error(`ot-status says nothing of ${job}`);
  const { lastSuccess: success, last } = report.history.value;
  return { success, last };
}
