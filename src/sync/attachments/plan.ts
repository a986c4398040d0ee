import type { Config } from '../../config/keys.ts';
import { fail } from '../../failures.ts';
import { staysBelow } from '../../files/names.ts';
import { dataDirectory, productionDataDirectory } from '../../odoo/data-dir.ts';
import type { Session } from '../job.ts';
import type { Item, PlanGroup } from '../plan.ts';
import type { AttachmentsPlan, Removal } from './attachments-plan.ts';
import type { Missing } from './compare.ts';
import type { Place } from './here.ts';
import { placeOf, readHere } from './here.ts';
import { keepReferenced } from './keep-referenced.ts';
import { findOwner } from './owner.ts';
import type { FolderPlan } from './plan-folder.ts';
import { planFolder } from './plan-folder.ts';
import type { Wanted } from './wanted.ts';
import { wantedByProduction } from './wanted.ts';

/** Finds out what is wanted, what of it is missing here, and what is here that nobody wants. */
export async function planAttachments(session: Session): Promise<AttachmentsPlan> {
  const { context, config } = session;
  requireOwnFolders(config);
  const dataFolder = await dataDirectory(context, config);
  const productionFolder = productionDataDirectory(config, dataFolder);
  const owner = await findOwner(context, config);
  const wanted = await wantedByProduction(session, productionFolder);
  const folders: FolderPlan[] = [];
  for (const [folder, entries] of wanted.folders) {
    folders.push(planFolder(folder, entries, await readHere(dataFolder, folder)));
  }
  const candidates = folders.flatMap((each) => each.removals);
  const kept = await keepReferenced(session, candidates);
  const comparisons = folders.flatMap((each) => each.comparisons);
  const missing = comparisons.flatMap((comparison) => comparison.missing);
  const places = await findPlaces(dataFolder, [...missing, ...kept.removals]);
  return {
    groups: fillRemovals(folders, kept.removals),
    problems: [...wanted.problems, ...kept.problems, ...comparisons.flatMap((each) => each.problems)],
    notes: [...folders, ...comparisons, kept].flatMap((each) => each.notes),
    target: mostBytes(missing, places) ?? dataFolder,
    dataFolder,
    productionFolder,
    owner,
    missing,
    removals: kept.removals,
    places,
    folderModes: folderModes(wanted),
    done: { placed: new Map(), removed: [] },
  };
}

/** A part of the filestore by itself would not be known as such, and lose the protection of its rows. */
function requireOwnFolders(config: Config): void {
  const odd = config.DATA_FOLDERS.find((folder) => folder.includes('/') || !staysBelow(folder));
  if (odd === undefined) return;
  fail('config-value', {
    what: `DATA_FOLDERS names "${odd}", expected names of folders directly in Odoo's data folder`,
    next: 'Correct it, such as: ot-configure --set DATA_FOLDERS="filestore addons".',
  });
}

function fillRemovals(folders: readonly FolderPlan[], removals: readonly Removal[]): readonly PlanGroup[] {
  const byGroup = Map.groupBy(removals, (removal) => removal.group);
  const items = (title: string): readonly Item[] => (byGroup.get(title) ?? []).map(({ item }) => item);
  return folders.flatMap(({ groups }) => groups.map((group) => ({ ...group, remove: items(group.title) })));
}

async function findPlaces(
  dataFolder: string,
  changes: readonly (Missing | Removal)[],
): Promise<ReadonlyMap<string, Place>> {
  const places = new Map<string, Place>();
  for (const { area } of changes) {
    if (!places.has(area.path)) places.set(area.path, await placeOf(dataFolder, area.path));
  }
  return places;
}

/** The folder whose disk gets the most: that is the one to be looked at. */
function mostBytes(missing: readonly Missing[], places: ReadonlyMap<string, Place>): string | undefined {
  const bytes = new Map<string, number>();
  for (const { area, wanted } of missing) {
    const base = places.get(area.path)?.base;
    if (base !== undefined) bytes.set(base, (bytes.get(base) ?? 0) + wanted.bytes);
  }
  return [...bytes].sort(([, a], [, b]) => b - a)[0]?.[0];
}

function folderModes(wanted: Wanted): ReadonlyMap<string, number> {
  const modes = new Map<string, number>();
  for (const [folder, entries] of wanted.folders) {
    for (const [name, { kind, mode }] of entries ?? []) {
      if (kind === 'folder') modes.set(`${folder}/${name}`, mode & 0o777);
    }
  }
  return modes;
}
