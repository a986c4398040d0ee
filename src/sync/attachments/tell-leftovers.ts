import { join } from 'node:path';
import type { Entries } from '../../files/walk.ts';
import type { Session } from '../job.ts';
import type { Problem } from '../plan.ts';
import type { AttachmentsPlan } from './attachments-plan.ts';
import type { Leftovers } from './bring.ts';
import { pathInData, shownPath } from './bring.ts';
import type { Missing } from './compare.ts';
import { listOrMissing } from './wanted.ts';

/** What arrived twice with a content that its name denies: it must not get that name here. */
export function tellDamaged(damaged: readonly Missing[]): readonly Problem[] {
  const what =
    'its content on production is not what its name says (half-written or damaged there): not placed';
  const next = 'Run again later; if it stays, restore the file on production from a backup.';
  return damaged.map((missing) => ({ item: shownPath(missing), what, next }));
}

/** Tells what production has deleted since it was asked from what it has and could not give. */
export async function tellAbsent(
  session: Session,
  plan: AttachmentsPlan,
  { absent, said }: Leftovers,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  let vanished = 0;
  for (const [folder, items] of Map.groupBy(absent, ({ area }) => area.folder)) {
    const now = await listOrMissing(await session.production(), join(plan.productionFolder, folder));
    for (const missing of items) {
      if (isThere(now, folder, missing)) problems.push(notGiven(missing, said));
      else vanished += 1;
    }
  }
  if (vanished > 0) plan.notes.push(`${vanished} were deleted on production while the run was under way`);
  return problems;
}

function isThere(now: Entries | undefined, folder: string, missing: Missing): boolean {
  const name = pathInData(missing).slice(folder.length + 1);
  // A database whose folder is a link is not followed by this listing: then it counts as there.
  const link = name.includes('/') && now?.get(name.slice(0, name.indexOf('/')))?.kind === 'link';
  return link || now?.has(name) === true;
}

/** What production has and cannot give. */
export function notGiven(missing: Missing, said: string): Problem {
  return {
    item: shownPath(missing),
    what: `production has it, but does not give it${said === '' ? '' : ` (${said})`}`,
    next: 'See that the user who logs in there (REMOTEODOO) may read it.',
  };
}
