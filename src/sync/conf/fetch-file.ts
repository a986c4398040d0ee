import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { errorCode } from '../../files/durable-files.ts';
import { fail } from '../../failures.ts';
import { lastLines, must } from '../../machines/must.ts';
import type { Fetch } from '../../machines/rsync.ts';
import { fellSilent } from '../../machines/rsync.ts';
import type { Outcome } from '../../machines/command.ts';
import type { Config } from '../../config/keys.ts';
import type { JobName, Session } from '../job.ts';

/** A file of production, or why it cannot be had. */
export type Fetched = { readonly content: Buffer } | { readonly why: string };

/** rsync's way to say that some files could not be read, or vanished. Source: rsync(1), exit values. */
const partialCodes: readonly (number | undefined)[] = [23, 24];

/** Reads one file of production. What was fetched is not left on the disk. Throws `transfer` or `unreachable`. */
export async function fetchFile(session: Session, path: string): Promise<Fetched> {
  const folder = await makeStaging(session, 'one');
  try {
    const label = basename(path);
    await fetchInto(session, { from: path, into: `${folder}/`, options: [], label });
    return { content: await readFile(join(folder, label)) };
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    return { why: `production has no file ${path}, or ${session.config.REMOTEODOO} may not read it there` };
  } finally {
    await rm(confStaging(session), { recursive: true, force: true });
  }
}

/** The folder where files of production are put before they are used: for us alone, they may hold passwords. */
export function confStaging({ config, runId }: Pick<Session, 'config' | 'runId'>): string {
  return join(config.STATE_DIR, 'staging', runId);
}

/** Takes away what killed runs of a job left in their staging folders. */
export async function clearStaging(config: Config, job: JobName): Promise<void> {
  const folder = join(config.STATE_DIR, 'staging');
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names.filter((each) => each.includes(`-${job}-`))) {
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** Makes an empty folder below this run's staging folder. */
export async function makeStaging(session: Session, name: string): Promise<string> {
  const folder = join(confStaging(session), name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Copies from production. Files that cannot be read there are left out, and told. Throws `transfer` or `unreachable`. */
export async function fetchInto(session: Session, request: Fetch): Promise<readonly string[]> {
  const production = await session.production();
  const outcome = await production.fetch({ inherit: session.lockFds, ...request });
  return readTransfer(outcome, request.from);
}

/** What rsync could not read, in its own words. Throws `transfer` or `unreachable` when it broke off. */
export function readTransfer(outcome: Outcome, from: string): readonly string[] {
  if (outcome.ended === 'exited' && partialCodes.includes(outcome.exitCode)) {
    return [lastLines(outcome.stderr.replace(/^rsync error:.*$/gm, ''), 2)];
  }
  if (outcome.ended === 'exited' && outcome.exitCode !== 0) {
    if (/No space left on device|Disk quota exceeded/.test(outcome.stderr)) {
      const next = 'Make room there; MIN_FREE_MB refuses a run in time.';
      fail('transfer', { what: `no space left on the disk here: ${lastLines(outcome.stderr, 2)}`, next });
    }
    fail(fellSilent(outcome) ? 'unreachable' : 'transfer', {
      what: `the transfer of ${from} broke off: ${lastLines(outcome.stderr, 2)}`,
      next: 'Run again; if it stays, look at the connection: ot-connection-test.',
    });
  }
  must(outcome, `the transfer of ${from}`);
  return [];
}
