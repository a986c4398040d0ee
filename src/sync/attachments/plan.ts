import type { Config } from '../../config/keys.ts';
import { Failure, fail } from '../../failures.ts';
import { staysBelow } from '../../files/names.ts';
import { dataDirectory, productionDataDirectory } from '../../odoo/data-dir.ts';
import type { Session } from '../job.ts';
import type { Item, PlanGroup, Problem } from '../plan.ts';
import type { AttachmentsPlan, Removal } from './attachments-plan.ts';
import type { Missing } from './compare.ts';
import type { Place } from './here.ts';
import { placeOf, readHere } from './here.ts';
import { keepReferenced } from './keep-referenced.ts';
import type { FilestorePlan } from './database/plan-filestore.ts';
import { planFilestore } from './database/plan-filestore.ts';
import { holdBackRemovals, tellHeldBack } from './held-back.ts';
import { filestore } from './areas.ts';
import { insteadOfDatabase, isLedByDatabase } from './mode.ts';
import { findOwner } from '../../odoo/owner.ts';
import type { FolderPlan } from './plan-folder.ts';
import { planFolder } from './plan-folder.ts';
import type { Wanted } from './wanted.ts';
import { wantedBeside, wantedByProduction } from './wanted.ts';

/**
 * Finds out what is wanted, what of it is missing here, and what is here that nobody wants. `thorough` compares all
 * that could be left for a later run.
 */
export async function planAttachments(session: Session, thorough: boolean): Promise<AttachmentsPlan> {
  const { context, config } = session;
  requireOwnFolders(config);
  const dataFolder = await dataDirectory(context, config);
  const productionFolder = productionDataDirectory(config, dataFolder);
  const [owner, asked] = await Promise.all([
    findOwner(context, config),
    askForWanted(session, { dataFolder, productionFolder, thorough }),
  ]);
  const { wanted, filestorePlan } = asked;
  const folders: FolderPlan[] = [];
  for (const [folder, entries] of wanted.folders) {
    folders.push(planFolder(folder, entries, await readHere(dataFolder, folder)));
  }
  const parts = filestorePlan === undefined ? folders : [filestorePlan, ...folders];
  const kept = await keepReferenced(
    session,
    dataFolder,
    parts.flatMap((each) => each.removals),
  );
  const comparisons = folders.flatMap((each) => each.comparisons);
  const missing = [...(filestorePlan?.missing ?? []), ...comparisons.flatMap((each) => each.missing)];
  const { groups, removals, heldBack } = holdBack(session, asked, { parts, removals: kept.removals });
  // Whoever runs it by hand is told each time.
  const before = thorough ? [] : (filestorePlan?.led.state.heldBack ?? []);
  const { fresh, known } = tellHeldBack(heldBack, before);
  const places = await findPlaces(dataFolder, [...missing, ...removals]);
  const told = [wanted, kept, ...comparisons, ...(filestorePlan === undefined ? [] : [filestorePlan])];
  return {
    groups,
    problems: [...told.flatMap((each) => each.problems), ...fresh],
    notes: [...parts, ...comparisons, kept].flatMap((each) => each.notes).concat(known),
    standing: false,
    heldBack,
    target: mostBytes(missing, places) ?? dataFolder,
    dataFolder,
    productionFolder,
    owner,
    missing,
    removals,
    places,
    folderModes: folderModes(wanted),
    done: { placed: new Map(), removed: [] },
    led: filestorePlan === undefined ? undefined : { ...filestorePlan.led, others: asked.others },
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

interface Asked {
  readonly wanted: Wanted;
  /** Undefined where production is mirrored. */
  readonly filestorePlan: FilestorePlan | undefined;
  /** Whether the folders beside the filestore were asked for, and production answered. */
  readonly others: boolean;
}

async function askForWanted(
  session: Session,
  { dataFolder, productionFolder, thorough }: Folders & { readonly thorough: boolean },
): Promise<Asked> {
  const { context, config } = session;
  if (!isLedByDatabase(config)) {
    const wanted = await wantedByProduction(session, productionFolder);
    return { wanted, filestorePlan: undefined, others: true };
  }
  // Who allows removals wants to see all that there are.
  const all = thorough || session.allowRemovals;
  const folders = config.DATA_FOLDERS.filter((folder) => folder !== filestore);
  // The databases are asked while production is connected to.
  if (thorough && folders.length > 0) session.expectProduction();
  const filestorePlan = await planFilestore(session, { dataFolder, thorough: all }).catch(tellWayOut);
  const { othersAt } = filestorePlan.led.state;
  const age = othersAt === undefined ? Infinity : context.clock.now().getTime() - Date.parse(othersAt);
  const others = folders.length > 0 && (thorough || !(age >= 0 && age < config.WALK_MINUTES * 60_000));
  const none = { folders: new Map(), problems: [] };
  const wanted = others ? await wantedBeside(session, { productionFolder, folders, thorough }) : none;
  // What could not be asked is asked again by the next run.
  return { wanted, filestorePlan, others: others && wanted.problems.length === 0 };
}

function tellWayOut(error: unknown): never {
  if (!(error instanceof Failure) || error.code !== 'database') throw error;
  fail('database', { what: error.message, next: `${error.next} ${insteadOfDatabase}`, cause: error });
}

interface Folders {
  readonly dataFolder: string;
  readonly productionFolder: string;
}

interface Proportioned {
  readonly groups: readonly PlanGroup[];
  readonly removals: readonly Removal[];
  readonly heldBack: readonly Problem[];
}

/** Where production is mirrored, removals out of proportion refuse the whole run later. */
function holdBack(
  { config, allowRemovals }: Session,
  { filestorePlan }: Asked,
  {
    parts,
    removals,
  }: { readonly parts: readonly Pick<FolderPlan, 'groups'>[]; readonly removals: readonly Removal[] },
): Proportioned {
  const groups = fillRemovals(parts, removals);
  if (filestorePlan === undefined || allowRemovals) return { groups, removals, heldBack: [] };
  const held = holdBackRemovals(config, groups);
  const rest = removals.filter(({ group }) => !held.refused.has(group));
  return { groups: held.groups, removals: rest, heldBack: held.problems };
}

function fillRemovals(
  folders: readonly Pick<FolderPlan, 'groups'>[],
  removals: readonly Removal[],
): readonly PlanGroup[] {
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
