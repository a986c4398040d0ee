import { chown } from 'node:fs/promises';
import { nameOf, pathOf, showName } from '../files/names.ts';
import { readEntry } from '../files/walk.ts';
import { dataDirectory, productionDataDirectory } from '../odoo/data-dir.ts';
import { applyAttachments } from '../sync/attachments/apply.ts';
import type { AttachmentsPlan } from '../sync/attachments/attachments-plan.ts';
import { pathInData, placedPaths } from '../sync/attachments/bring.ts';
import type { Missing } from '../sync/attachments/compare.ts';
import { areaOf } from '../sync/attachments/database/orphans.ts';
import { placeOf } from '../sync/attachments/here.ts';
import { findOwner } from '../odoo/owner.ts';
import { sha1OfName } from '../sync/attachments/store-name.ts';
import { verifyAttachments } from '../sync/attachments/verify.ts';
import type { Job, Session } from '../sync/job.ts';
import type { BadFile } from './report.ts';
import { pathOfBad } from './report.ts';

/** A run that puts bad files right, and what came of it. */
export interface Repair {
  readonly job: Job<AttachmentsPlan, 'repair'>;
  /** Those that are right now. Filled by the run. */
  readonly repaired: ReadonlySet<BadFile>;
}

/** Makes a run that fetches bad files anew; what has their name here goes to the hold. Owners are put right in place. */
export function createRepair(bad: readonly BadFile[]): Repair {
  const repaired = new Set<BadFile>();
  const job: Job<AttachmentsPlan, 'repair'> = {
    name: 'repair',
    command: 'ot-verify',
    locks: ['attachments'],
    plan: (session) => planRepair(session, bad),
    async apply(session, plan) {
      const applied = await applyAttachments(session, plan);
      const placed = placedPaths(plan.done);
      for (const each of bad) {
        const path = pathOfBad(each);
        if (each.state === 'owner') {
          if (plan.owner === undefined) continue;
          await chown(pathOf(plan.dataFolder, path), plan.owner.uid, plan.owner.gid);
        } else if (!placed.has(path)) continue;
        repaired.add(each);
      }
      return applied;
    },
    verify: (_, plan) => verifyAttachments(plan),
  };
  return { job, repaired };
}

async function planRepair(session: Session, bad: readonly BadFile[]): Promise<AttachmentsPlan> {
  const { context, config } = session;
  const dataFolder = await dataDirectory(context, config);
  const paths = new Map(bad.filter(({ state }) => state !== 'owner').map((each) => [pathOfBad(each), each]));
  const missing = [...paths.values()].map((each): Missing => missingOf(dataFolder, each));
  const places = new Map();
  for (const { area } of missing) places.set(area.path, await placeOf(dataFolder, area.path));
  const items = (replaces: boolean) =>
    missing
      .filter((each) => each.replaces === replaces)
      .map((each) => ({ name: showName(pathInData(each)) }));
  const group = { title: 'bad files', present: bad.length, source: bad.length, remove: [], many: true };
  return {
    groups: [{ ...group, add: items(false), change: items(true) }],
    ...{
      problems: [],
      notes: [],
      standing: false,
      heldBack: [],
      target: dataFolder,
      dataFolder,
      missing,
      removals: [],
      places,
    },
    productionFolder: productionDataDirectory(config, dataFolder),
    owner: await findOwner(context, config),
    folderModes: new Map(),
    done: { placed: new Map(), removed: [] },
    led: undefined,
  };
}

function missingOf(dataFolder: string, { database, storeName: name }: BadFile): Missing {
  const area = areaOf(nameOf(database));
  const wanted = { kind: 'file', bytes: 0, time: 0, mode: 0, target: '' } as const;
  const replaces = readEntry(pathOf(dataFolder, `${area.path}/${name}`)) !== undefined;
  return { area, name, wanted, sha1: sha1OfName(name), replaces };
}
