/** Faults for the lab's tests, and what must be true of the standby in all of them. */
import type { Machine, RunResult } from './machine.ts';
import type { Pair } from './pair.ts';
import { until } from './ready.ts';
import { commands, jobNames, type JobName } from './runs.ts';

/** Odoo's data folder on both machines. */
export const dataFolder = '/var/lib/odoo/.local/share/Odoo';

/** Jobs that may run at the same time: apt and configuration share a lock. */
export const rounds: readonly (readonly JobName[])[] = [['attachments', 'projects', 'apt', 'pip'], ['conf']];

/** Runs all jobs, each by its own command; their exit codes. */
export async function runAllJobs(standby: Machine): Promise<Readonly<Record<JobName, number>>> {
  const codes = new Map<JobName, number>();
  for (const jobs of rounds) {
    const ends = await Promise.all(jobs.map((job) => standby.run(commands[job], { timeout: 300 })));
    jobs.forEach((job, index) => codes.set(job, ends[index]?.exitCode ?? -1));
  }
  return allJobs((job) => codes.get(job) ?? -1);
}

/** The same for every job. */
export function allJobs<T>(value: (job: JobName) => T): Readonly<Record<JobName, T>> {
  const [attachments, projects, apt, pip, conf] = jobNames;
  return {
    attachments: value(attachments),
    projects: value(projects),
    apt: value(apt),
    pip: value(pip),
    conf: value(conf),
  };
}

/** Begins jobs, and pulls production's cable when each is in the middle of its work; then how they ended. */
export async function breakJobs(
  { production, standby }: Pick<Pair, 'production' | 'standby'>,
  jobs: readonly JobName[],
): Promise<readonly RunResult[]> {
  const running = jobs.map((job) => standby.run(commands[job], { timeout: 300 }));
  await Promise.all(jobs.map((job) => untilInTheMiddle({ production, standby }, job)));
  await production.cut();
  return Promise.all(running);
}

function untilInTheMiddle(
  { production, standby }: Pick<Pair, 'production' | 'standby'>,
  job: JobName,
): Promise<void> {
  if (job === 'attachments') return untilArriving(standby, dataFolder);
  if (job === 'projects') return untilArriving(standby, '/usr/share');
  return until(production, `[ -e /tmp/asked-${job === 'conf' ? 'check' : job} ]`, 60);
}

/** Waits until a part of a file has come into the staging folder below `base`. */
export async function untilArriving(standby: Machine, base: string): Promise<void> {
  await until(standby, `find ${base}/.ot-redundancy/staging -type f -size +20k 2>/dev/null | grep -q .`, 60);
}

/** Makes production's gate think long over what apt, pip and configuration are asked for; undone by the result. */
export async function makeGateSlow(production: Machine): Promise<() => Promise<void>> {
  const gate = '/usr/local/bin/ot-redundancy-gate';
  const slow = 'case $verb in apt | pip | check) touch /tmp/asked-$verb; sleep 45 ;; esac';
  await production.ok(`cp -p ${gate} ${gate}.quick && sed -i '/^verb=/a ${slow}' ${gate}`);
  return async () => void (await production.ok(`mv ${gate}.quick ${gate}`));
}

/** Names and checksums of all that stands in the standby's filestore. */
export async function filestore(machine: Machine): Promise<string> {
  const list = 'find filestore -name checklist -prune -o -type f -print0 | sort -z | xargs -0 -r sha1sum';
  return machine.ok(`cd ${dataFolder} && ${list}`);
}

/** The files of a filestore's listing that are not what their name says. */
export function damagedOf(listing: string): readonly string[] {
  const lines = listing.trimEnd().split('\n');
  return lines.filter((line) => !line.endsWith(`/${line.slice(0, 40)}`));
}

/** Sets keys of the configuration. */
export async function setKeys(
  standby: Machine,
  values: Readonly<Record<string, string | number>>,
): Promise<void> {
  const sets = Object.entries(values).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
  await standby.ok(['ot-configure', ...sets]);
}
