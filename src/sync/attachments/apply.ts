import type { Applied, Session } from '../job.ts';
import type { AttachmentsPlan } from './attachments-plan.ts';
import { bringFiles } from './bring.ts';
import { clearStaging, makeDataFolder } from './data-folder.ts';
import type { Missing } from './compare.ts';
import { tellLedAbsent } from './database/absent.ts';
import type { Leftovers } from './bring.ts';
import type { Problem } from '../plan.ts';
import { groupsDone } from './groups-done.ts';
import { openHolds } from './holds.ts';
import { bringLinks } from './links.ts';
import { createPlacer } from './place.ts';
import { setAside } from './set-aside.ts';
import { diskFullOf } from '../disk-full.ts';
import { tellAbsent, tellDamaged } from './tell-leftovers.ts';

/** Brings what is missing, then sets aside what nobody wants. A transfer that breaks off removes nothing. */
export async function applyAttachments(session: Session, plan: AttachmentsPlan): Promise<Applied> {
  try {
    return await bringAndSetAside(session, plan);
  } catch (error) {
    const failure = diskFullOf(error);
    // What has arrived would be of use to the next run, but a full disk may stop the database too.
    if (failure !== undefined) await clearStaging(plan);
    throw failure ?? error;
  }
}

async function bringAndSetAside(session: Session, plan: AttachmentsPlan): Promise<Applied> {
  const holdFor = openHolds(session, plan);
  const bringing = { session, plan, placer: createPlacer(plan, holdFor) };
  const { file: files = [], link: links = [] } = Object.groupBy(plan.missing, ({ wanted }) => wanted.kind);
  if (plan.missing.length > 0) await makeDataFolder(plan);
  const first = await bringFiles(bringing, { missing: files, ways: 'stream and rsync' });
  // Caught while Odoo was writing it: whole by now, or damaged there.
  const second = await bringFiles(bringing, { missing: first.damaged, ways: 'rsync' });
  await bringLinks(bringing, links);
  const absent = [...first.absent, ...second.absent];
  const said = second.said === '' ? first.said : second.said;
  const problems = [
    ...tellDamaged(second.damaged),
    ...(await tellAllAbsent(session, plan, { absent, damaged: [], said })),
    ...(await setAside(session, plan, holdFor)),
  ];
  plan.groups = groupsDone(plan);
  await clearStaging(plan);
  return { problems };
}

/** What the database named is asked for by name; the rest is looked for in production's list. */
async function tellAllAbsent(
  session: Session,
  plan: AttachmentsPlan,
  left: Leftovers,
): Promise<readonly Problem[]> {
  const isLed = ({ area }: Missing) => plan.led !== undefined && area.database;
  const { true: led = [], false: others = [] } = Object.groupBy(left.absent, (each) => `${isLed(each)}`);
  return [
    ...(await tellLedAbsent(session, plan, { ...left, absent: led })),
    ...(await tellAbsent(session, plan, { ...left, absent: others })),
  ];
}
