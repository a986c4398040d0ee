import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/keys.ts';
import type { JobName, Session } from './job.ts';

function allStaging(config: Config): string {
  return join(config.STATE_DIR, 'staging');
}

/**
 * A folder where a run puts what is on its way: for us alone, it may hold passwords. `part` is what of the run it is for,
 * where that is not all of it.
 */
export function runStaging({ config, runId }: Pick<Session, 'config' | 'runId'>, part?: string): string {
  return join(allStaging(config), part === undefined ? runId : `${runId}-${part}`);
}

/** Makes an empty folder below this run's staging folder. */
export async function makeStaging(session: Session, name: string): Promise<string> {
  const folder = join(runStaging(session), name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Takes away what killed runs of a job left in their staging folders. */
export async function clearStaging(config: Config, job: JobName): Promise<void> {
  const folder = allStaging(config);
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names.filter((each) => each.includes(`-${job}-`))) {
    await rm(join(folder, name), { recursive: true, force: true });
  }
}
