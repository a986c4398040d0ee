import { createHash } from 'node:crypto';
import { readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from '../../files/durable-files.ts';
import { filesName } from '../hold/manifest.ts';
import { createHold } from '../hold/hold.ts';
import type { Session } from '../job.ts';
import type { Problem } from '../plan.ts';
import { beginJournal, endJournal, putBack } from './journal.ts';
import type { RepositoryPlan } from './plan-repositories.ts';
import { tryRepositories } from './staged-check.ts';
import { updateLists } from './update.ts';

/** What became of planned repositories. */
export interface RepositoriesApplied {
  /** `replaced`: they stand, and apt has fetched their lists; `kept`: the earlier ones do. */
  readonly state: 'unchanged' | 'replaced' | 'kept';
  readonly problems: readonly Problem[];
}

/**
 * Puts planned repositories in place: tried by apt first, replaced one by one with the earlier ones held, and put back
 * when apt cannot fetch by them in their place either. What is wrong is a problem of the run; packages may still go on.
 */
export async function applyRepositories(
  session: Session,
  plan: RepositoryPlan,
): Promise<RepositoriesApplied> {
  if (plan.write.size + plan.remove.length === 0) return { state: 'unchanged', problems: [] };
  const faults = await tryRepositories(session, plan);
  if (faults.length > 0) return keptFor("production's repositories do not work here", faults);
  session.context.signal.throwIfAborted();
  try {
    await replace(session, plan);
    const wrong = await updateLists(session);
    if (wrong.length === 0) {
      await endJournal(session);
      return { state: 'replaced', problems: [] };
    }
    await putBack(session);
    await updateLists(session);
    return keptFor('the new repositories failed in their place and were put back', wrong);
  } catch (error) {
    await putBack(session);
    throw error;
  }
}

function keptFor(what: string, faults: readonly string[]): RepositoriesApplied {
  const next = 'Correct them on production, or set APT_SOURCES to keep.';
  return {
    state: 'kept',
    problems: [{ item: 'repositories', what: `${what}: ${faults.join(' / ')}`, next }],
  };
}

async function replace(session: Session, plan: RepositoryPlan): Promise<void> {
  const { context, config, runId } = session;
  const folder = join(config.STATE_DIR, 'hold');
  const reason = 'replaced by the repositories of production';
  const hold = createHold(context, { base: '/', folder, runId, job: 'apt', reason });
  const entries = [];
  const modes = new Map<string, number>();
  for (const path of [...plan.write.keys(), ...plan.remove]) {
    const mode = (await stat(path).catch(() => undefined))?.mode;
    if (mode !== undefined) modes.set(path, mode & 0o777);
    const held = await hold.keepCopy(path.slice(1));
    entries.push({ path, before: held ? ('file' as const) : ('none' as const) });
  }
  const kept = join(hold.folder, filesName);
  await beginJournal(session, { schemaVersion: 1, runId, kept, entries });
  // Keys come before the sources that name them: they were fetched after them.
  for (const [path, content] of [...plan.write].reverse()) {
    await context.files.makeFolder(dirname(path), { mode: 0o755 });
    await context.files.writeAtomically(path, content, { mode: modes.get(path) ?? 0o644 });
  }
  for (const path of plan.remove) {
    await rm(path, { force: true });
    await syncFolder(dirname(path));
  }
}

/** Names the files that are not as they were planned. */
export async function verifyRepositories(plan: RepositoryPlan): Promise<readonly Problem[]> {
  const sum = (content: Buffer) => createHash('sha256').update(content).digest('hex');
  const wrong: Problem[] = [];
  for (const [path, content] of plan.write) {
    const found = await readFile(path).catch(() => undefined);
    if (found === undefined || sum(found) !== sum(content))
      wrong.push({ item: path, what: 'is not as on production' });
  }
  for (const path of plan.remove) {
    if ((await stat(path).catch(() => undefined)) !== undefined)
      wrong.push({ item: path, what: 'is still there' });
  }
  return wrong;
}
