import { rmdir } from 'node:fs/promises';
import { foldersOf, pathOf } from '../../files/names.ts';
import { forEachLimited } from '../../files/pool.ts';
import { requireStandby } from '../../postgres/role.ts';
import type { Session } from '../job.ts';
import type { Problem } from '../plan.ts';
import type { AttachmentsPlan, Removal } from './attachments-plan.ts';
import type { HoldFor } from './holds.ts';
import { keepReferenced } from './keep-referenced.ts';

const parallel = 8;

/** Sets aside what nobody wants, after the standby was asked once more whether a row refers to it by now. */
export async function setAside(
  session: Session,
  plan: AttachmentsPlan,
  holdFor: HoldFor,
): Promise<readonly Problem[]> {
  if (plan.removals.length === 0) return [];
  const { context, config } = session;
  // On a promoted machine users make new files: not one may be taken away there.
  await requireStandby(context, config);
  const kept = await keepReferenced(session, plan.dataFolder, plan.removals);
  plan.notes.push(...kept.notes);
  const removals = kept.removals.flatMap((removal) => movable(plan, removal));
  await forEachLimited(removals, parallel, async ({ area, name }) => {
    context.signal.throwIfAborted();
    await holdFor(area).keep(name);
    plan.done.removed.push(name === '' ? area.path : `${area.path}/${name}`);
  });
  await removeEmptyFolders(plan, removals);
  return kept.problems;
}

type Move = Pick<Removal, 'area' | 'name'>;

/** A database that is a disk of its own cannot be moved whole: its hold is on that very disk. */
function movable(plan: AttachmentsPlan, { area, name, storeNames }: Removal): readonly Move[] {
  const whole = name !== '' || plan.places.get(area.path)?.below !== '';
  return whole ? [{ area, name }] : storeNames.map((each) => ({ area, name: each }));
}

/** Folders that are empty now and that production does not have, the innermost first. */
async function removeEmptyFolders(plan: AttachmentsPlan, removals: readonly Move[]): Promise<void> {
  const folders = new Set<string>();
  for (const { area, name } of removals) {
    for (const folder of foldersOf(name)) folders.add(`${area.path}/${folder}`);
  }
  const gone = [...folders].filter((folder) => !plan.folderModes.has(folder));
  for (const folder of gone.sort((a, b) => b.length - a.length)) {
    await rmdir(pathOf(plan.dataFolder, folder)).catch(() => undefined);
  }
}
