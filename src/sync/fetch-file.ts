import { readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { errorCode } from '../files/durable-files.ts';
import { fetchInto } from './fetch-into.ts';
import type { Session } from './job.ts';
import { makeStaging, runStaging } from './staging.ts';

/** A file of production, or why it cannot be had. */
export type Fetched = { readonly content: Buffer } | { readonly why: string };

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
    await rm(runStaging(session), { recursive: true, force: true });
  }
}
