import { createHash } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fail } from '../../failures.ts';
import { must } from '../../machines/must.ts';
import type { Session } from '../job.ts';
import { runStaging } from '../staging.ts';
import type { Contents } from './repository-files.ts';

/** Fetches small files from production, and proves each against its sum. Nothing stays on disk. */
export async function fetchFiles(
  session: Session,
  paths: readonly string[],
  sums: ReadonlyMap<string, string>,
): Promise<Contents> {
  const staging = runStaging(session, 'fetched');
  const contents = new Map<string, Buffer>();
  try {
    await mkdir(staging, { recursive: true, mode: 0o700 });
    for (const folder of new Set(paths.map((path) => dirname(path)))) {
      const names = paths.filter((path) => dirname(path) === folder).map((path) => basename(path));
      await fetchFolder(session, folder, { names, into: join(staging, folder) });
    }
    for (const path of paths) contents.set(path, await readProven(join(staging, path), path, sums.get(path)));
    return contents;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function fetchFolder(
  session: Session,
  folder: string,
  { names, into }: { readonly names: readonly string[]; readonly into: string },
): Promise<void> {
  await mkdir(into, { recursive: true, mode: 0o700 });
  const request = { from: `${folder}/`, into: `${into}/`, names, options: ['-t'], label: 'repositories' };
  const production = await session.production();
  must(await production.fetch(request), `fetching from ${folder}`);
}

async function readProven(copy: string, path: string, sum: string | undefined): Promise<Buffer> {
  const content = await readFile(copy).catch(() => undefined);
  const found = content === undefined ? '' : createHash('sha256').update(content).digest('hex');
  if (content !== undefined && found === sum) return content;
  const next = 'It may just have been changed there: run again.';
  return fail('transfer', { what: `${path} did not come over as production has it`, next });
}
