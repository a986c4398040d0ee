import { nameOf, showName } from '../../../files/names.ts';
import type { ListedDatabase } from '../../../postgres/database-list.ts';
import { listDatabasesByOid } from '../../../postgres/database-list.ts';
import type { ReplayPosition } from '../../../postgres/replay-position.ts';
import { readReplayPosition } from '../../../postgres/replay-position.ts';
import { inEachDatabase } from '../../../postgres/in-each-database.ts';
import type { Session } from '../../job.ts';
import type { PlanGroup, Problem } from '../../plan.ts';
import { filestore } from '../areas.ts';
import type { Removal } from '../attachments-plan.ts';
import type { Missing } from '../compare.ts';
import { sameFolders } from './folder-identity.ts';
import { graceOf } from './grace.ts';
import type { Led } from './led.ts';
import type { Looked } from './look.ts';
import { lookAtDatabase } from './look.ts';
import { missingOf } from './missing-rows.ts';
import { countNames } from './names-here.ts';
import { databasesTitle, findOrphans } from './orphans.ts';
import type { FilestoreBase, FilestoreState } from './state.ts';
import { readFilestoreState } from './state.ts';

/** What is to be done with the filestore, as the standby's own databases say. Its removals are candidates yet. */
export interface FilestorePlan {
  readonly groups: readonly PlanGroup[];
  readonly missing: readonly Missing[];
  readonly removals: readonly Removal[];
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
  readonly led: Omit<Led, 'others'>;
}

/** Production is not asked: no group may look as if it had an empty source. */
const least = 1;
const fullMs = 3_600_000;
/** Half of what an age of a transaction can tell. */
const mostXids = 1_000_000_000n;

/**
 * Compares what the rows refer to with the disk here: all of it once an hour or when `thorough`, else only what was
 * written since the last complete run; nothing at all when nothing was replayed since. Throws `database`.
 */
export async function planFilestore(
  session: Session,
  { dataFolder, thorough }: { readonly dataFolder: string; readonly thorough: boolean },
): Promise<FilestorePlan> {
  const { context, config, server } = session;
  const state = await readFilestoreState(context, config);
  const position = await readReplayPosition(context, config, server);
  const base = thorough ? undefined : usableBase(session, state, { position, dataFolder });
  if (base !== undefined && base.lsn === position.lsn) return nothingNew(state, base, position);
  const listed = await listDatabasesByOid(context, config, server);
  const looked = await lookAtAll(session, listed, { dataFolder, base });
  const parts = await Promise.all(
    looked
      .flatMap((each) => (each.kind === 'odoo' ? [each] : []))
      .map((each) => missingOf(session, dataFolder, each)),
  );
  const present = listed.map(({ name }) => name);
  const orphans =
    base === undefined
      ? await findOrphans(session, dataFolder, { looked, present, grace: graceOf(config, state, position) })
      : undefined;
  const problems = [
    ...looked.flatMap((each) => (each.kind === 'unknown' ? [each.problem] : [])),
    ...parts.flatMap((part) => part.problems),
  ];
  const found = parts.flatMap((part) => part.missing);
  const { due, lost } = withoutLost(found, state, base === undefined);
  const removals = orphans?.removals ?? [];
  const databases = describe(looked, listed, base);
  const notes = [...parts.flatMap((part) => part.notes), ...(orphans?.notes ?? [])];
  notes.push(...looked.flatMap((each) => (each.kind === 'odoo' ? each.notes : [])));
  if (lost > 0) notes.push(`${lost} files that rows refer to are lost on production too`);
  return {
    groups: [...groupsOf(databases, due, removals), ...groupOfDropped(databases, removals)],
    ...{ missing: due, removals, problems, notes },
    led: {
      ...{
        state,
        position,
        full: base === undefined,
        unchanged: false,
        databases,
        dataFolder,
        missing: due,
        problems,
      },
      ...{ orphans: orphans?.since, absent: new Set() },
    },
  };
}

/** From where to go on; undefined when everything has to be compared. */
function usableBase(
  { context }: Session,
  { base }: FilestoreState,
  { position, dataFolder }: { readonly position: ReplayPosition; readonly dataFolder: string },
): FilestoreBase | undefined {
  if (base === undefined || base.dataFolder !== dataFolder) return undefined;
  if (base.systemId !== position.systemId || base.timeline !== position.timeline) return undefined;
  const age = context.clock.now().getTime() - Date.parse(base.fullAt);
  if (!(age >= 0 && age < fullMs)) return undefined;
  if (!sameFolders(base)) return undefined;
  return BigInt(position.xid) - BigInt(base.xid) < mostXids ? base : undefined;
}

function nothingNew(state: FilestoreState, base: FilestoreBase, position: ReplayPosition): FilestorePlan {
  const { databases, dataFolder } = base;
  return {
    groups: groupsOf(databases, [], []),
    ...{ missing: [], removals: [], problems: [], notes: [] },
    led: {
      ...{ state, position, full: false, unchanged: true, databases, dataFolder },
      ...{ missing: [], problems: [], orphans: undefined, absent: new Set() },
    },
  };
}

async function lookAtAll(
  session: Session,
  listed: readonly ListedDatabase[],
  { dataFolder, base }: { readonly dataFolder: string; readonly base: FilestoreBase | undefined },
): Promise<readonly Looked[]> {
  const known = new Map(base?.databases.map((each) => [each.oid, each]));
  const seconds = session.config.JOB_SECONDS;
  const connecting = listed.filter(({ connects }) => connects);
  const looked = await inEachDatabase(session, connecting, async (tour, { name, oid }) => {
    const before = known.get(oid);
    // A database of another name is in another folder.
    const sinceXid = before?.name === name ? before.xid : undefined;
    return lookAtDatabase(tour, { dataFolder, name, sinceXid, seconds });
  });
  return looked.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Those that production has lost are asked for again with each full look; the others by what is missing longest. */
function withoutLost(
  found: readonly Missing[],
  { absent }: FilestoreState,
  full: boolean,
): { readonly due: readonly Missing[]; readonly lost: number } {
  const known = new Map(absent.map((each) => [each.path, each]));
  const of = ({ area, name }: Missing) => known.get(`${area.path}/${name}`);
  const due = full ? found : found.filter((missing) => of(missing)?.confirmed !== true);
  const since = (missing: Missing) => (known.size === 0 ? '' : (of(missing)?.since ?? '~'));
  // By folders within that: production's rsync takes three times as long for names in any order (measured).
  const sorted = due.toSorted(
    (a, b) => inOrder(since(a), since(b)) || inOrder(a.area.path, b.area.path) || inOrder(a.name, b.name),
  );
  return { due: sorted, lost: absent.filter(({ confirmed }) => confirmed).length };
}

function inOrder(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function describe(
  looked: readonly Looked[],
  listed: readonly ListedDatabase[],
  base: FilestoreBase | undefined,
): FilestoreBase['databases'] {
  const oids = new Map(listed.map(({ name, oid }) => [name, oid]));
  return looked.flatMap((each) => {
    if (each.kind !== 'odoo') return [];
    const oid = oids.get(each.name) ?? '';
    const before = base?.databases.find((one) => one.oid === oid)?.files ?? 0;
    const files = each.here === undefined ? before : countNames(each.here);
    return [{ name: each.name, oid, files, xid: each.xid }];
  });
}

function groupsOf(
  databases: FilestoreBase['databases'],
  missing: readonly Missing[],
  removals: readonly Removal[],
): readonly PlanGroup[] {
  const byArea = Map.groupBy(missing, ({ area }) => area.path);
  return databases.map(({ name, files }) => {
    const path = `${filestore}/${nameOf(name)}`;
    const title = showName(path);
    const own = byArea.get(path) ?? [];
    const items = (replaces: boolean) =>
      own
        .filter((each) => each.replaces === replaces)
        .map((each) => ({ name: showName(`${path}/${each.name}`), bytes: each.wanted.bytes }));
    const gone = removals.filter(({ group }) => group === title).length;
    return {
      ...{ title, present: files, source: Math.max(files - gone, least), many: true },
      ...{ add: items(false), change: items(true), remove: [] },
    };
  });
}

function groupOfDropped(
  databases: FilestoreBase['databases'],
  removals: readonly Removal[],
): readonly PlanGroup[] {
  const dropped = removals.filter(({ group }) => group === databasesTitle).length;
  if (dropped === 0) return [];
  const source = Math.max(databases.length, least);
  const none = { add: [], change: [], remove: [] };
  return [{ title: databasesTitle, present: source + dropped, source, many: false, ...none }];
}
