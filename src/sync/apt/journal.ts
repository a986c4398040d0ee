import { lstat, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Config } from '../../config/keys.ts';
import { fail } from '../../failures.ts';
import { errorCode } from '../../files/durable-files.ts';
import { createHold } from '../hold/hold.ts';
import type { Healing } from '../job.ts';

const JournalSchema = v.object({
  schemaVersion: v.literal(1),
  runId: v.string(),
  /** Folder that the earlier files are kept in, under their absolute paths. */
  kept: v.string(),
  /** What is replaced or taken away, and whether it was there before. */
  entries: v.array(
    v.object({ path: v.pipe(v.string(), v.startsWith('/')), before: v.picklist(['file', 'none']) }),
  ),
});

/** What is under way with apt's files: enough to put all of them back. */
export type Journal = v.InferOutput<typeof JournalSchema>;

function journalPath(config: Config): string {
  return join(config.STATE_DIR, 'repositories.json');
}

/** Writes down what is about to be replaced, durably. */
export async function beginJournal({ context, config }: Healing, journal: Journal): Promise<void> {
  await context.files.makeFolder(config.STATE_DIR, { mode: 0o750 });
  await context.files.writeAtomically(journalPath(config), `${JSON.stringify(journal)}\n`, { mode: 0o600 });
}

/** The change that stands as it should: nothing is to be put back any more. */
export async function endJournal({ config }: Pick<Healing, 'config'>): Promise<void> {
  await rm(journalPath(config), { force: true });
}

/** Puts back what an unfinished change replaced, if there was one. Throws `file`. */
export async function putBack(healing: Healing): Promise<void> {
  const { context, config } = healing;
  const journal = await readJournal(healing);
  for (const { path, before } of journal?.entries ?? []) {
    if (before === 'none') await rm(path, { force: true });
  }
  for (const { path, kept } of keptFiles(journal)) {
    const content = await readFile(kept).catch((error: unknown) => cannotPutBack(path, error));
    await context.files.writeAtomically(path, content, { mode: (await lstat(kept)).mode & 0o777 });
  }
  await endJournal({ config });
}

/** Puts back what a killed run was replacing. What stands there now, which may be somebody's work since, is held. */
export async function healRepositories(healing: Healing): Promise<void> {
  const { context, config, runId } = healing;
  const reason = 'left by a run that was killed';
  const place = { base: '/', folder: join(config.STATE_DIR, 'hold'), runId: `${runId}-repositories` };
  const hold = createHold(context, { ...place, job: 'apt', reason });
  for (const { path } of (await readJournal(healing))?.entries ?? []) await hold.keepCopy(path.slice(1));
  await putBack(healing);
}

function keptFiles(journal: Journal | undefined) {
  const { kept = '', entries = [] } = journal ?? {};
  const files = entries.filter(({ before }) => before === 'file');
  return files.map(({ path }) => ({ path, kept: join(kept, path) }));
}

async function readJournal({ context, config }: Healing): Promise<Journal | undefined> {
  const text = await context.files.readText(journalPath(config));
  if (text === undefined) return undefined;
  try {
    return v.parse(JournalSchema, JSON.parse(text));
  } catch (error) {
    const next = `Compare ${config.APT_DIR} with the newest hold (ot-hold list), then remove the file.`;
    return fail('file', { what: `${journalPath(config)} is not understood`, next, cause: error });
  }
}

function cannotPutBack(path: string, error: unknown): never {
  const what = `cannot put back ${path} (${errorCode(error) ?? String(error)})`;
  fail('file', { what, next: 'See what is in the newest hold: ot-hold list.', cause: error });
}
