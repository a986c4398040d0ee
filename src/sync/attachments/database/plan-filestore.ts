import type { ListedDatabase } from '../../../postgres/database-list.ts';
import { listDatabasesByOid } from '../../../postgres/database-list.ts';
import type { ReplayPosition } from '../../../postgres/replay-position.ts';
import { readReplayPosition } from '../../../postgres/replay-position.ts';
import { openTourPool } from '../../../postgres/tour-pool.ts';
import type { Session } from '../../job.ts';
import type { PlanGroup, Problem } from '../../plan.ts';
import type { Removal } from '../attachments-plan.ts';
import type { Missing } from '../compare.ts';
import { groupOfDropped, groupsOf } from './filestore-groups.ts';
import { graceOf } from './grace.ts';
import { inTurn } from './in-turn.ts';
import type { Led } from './led.ts';
import { lookAtDatabases } from './look-at-databases.ts';
import type { Looked } from './look.ts';
import { missingOf } from './missing-rows.ts';
import { countNames } from './names-here.ts';
import { findOrphans } from './orphans.ts';
import type { FilestoreBase, FilestoreState } from './state.ts';
import { readFilestoreState } from './state.ts';
import { usableBase } from './usable-base.ts';

/** What is to be done with the filestore, as the standby's own databases say. Its removals are candidates yet. */
export interface FilestorePlan {
  readonly groups: readonly PlanGroup[];
  readonly missing: readonly Missing[];
  readonly removals: readonly Removal[];
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
  readonly led: Omit<Led, 'others'>;
}

/**
 * Compares what the rows refer to with the disk here: all of it once an hour or when `thorough`, else only what was
 * written since the last complete run; nothing at all when nothing was replayed since. Throws `database`.
 */
export async function planFilestore(
  session: Session,
  { dataFolder, thorough }: { readonly dataFolder: string; readonly thorough: boolean },
): Promise<FilestorePlan> {
  const { context, config } = session;
  // All that is asked goes over one psql.
  await using tours = openTourPool(context, config, { server: session.server });
  const server = { ...session.server, tours };
  const state = await readFilestoreState(context, config);
  const position = await readReplayPosition(context, config, server);
  const base = thorough ? undefined : usableBase(session, state, { position, dataFolder });
  if (base !== undefined && base.lsn === position.lsn) return nothingNew(state, base, position);
  return await compareWithRows({ ...session, server }, { dataFolder, state, position, base });
}

interface Known {
  readonly dataFolder: string;
  readonly state: FilestoreState;
  readonly position: ReplayPosition;
  readonly base: FilestoreBase | undefined;
}

async function compareWithRows(session: Session, known: Known): Promise<FilestorePlan> {
  const { context, config, server } = session;
  const { dataFolder, state, position, base } = known;
  const full = base === undefined;
  const listed = await listDatabasesByOid(context, config, server);
  const looked = await lookAtDatabases(session, listed, { dataFolder, base });
  const { found, problems, notes } = await whatIsMissing(session, dataFolder, looked);
  const present = listed.map(({ name }) => name);
  const grace = graceOf(config, state, position);
  const orphans = full ? await findOrphans(session, dataFolder, { looked, present, grace }) : undefined;
  notes.push(...(orphans?.notes ?? []));
  const { due, lost } = inTurn(found, state, full);
  const removals = orphans?.removals ?? [];
  const databases = describe(looked, listed, base);
  if (lost > 0) notes.push(`${lost} files that rows refer to are lost on production too`);
  const led = { state, position, full, unchanged: false, databases, dataFolder, missing: due, problems };
  return {
    groups: [...groupsOf(databases, due, removals), ...groupOfDropped(databases, removals)],
    ...{ missing: due, removals, problems, notes },
    led: { ...led, orphans: orphans?.since, absent: new Map() },
  };
}

async function whatIsMissing(
  session: Session,
  dataFolder: string,
  looked: readonly Looked[],
): Promise<{ readonly found: readonly Missing[]; readonly problems: Problem[]; readonly notes: string[] }> {
  const odoos = looked.filter((each) => each.kind === 'odoo');
  const parts = await Promise.all(odoos.map((each) => missingOf(session, dataFolder, each)));
  const unknown = looked.flatMap((each) => (each.kind === 'unknown' ? [each.problem] : []));
  return {
    found: parts.flatMap((part) => part.missing),
    problems: [...unknown, ...parts.flatMap((part) => part.problems)],
    notes: [...parts, ...odoos].flatMap(({ notes }) => notes),
  };
}

function nothingNew(state: FilestoreState, base: FilestoreBase, position: ReplayPosition): FilestorePlan {
  const { databases, dataFolder } = base;
  return {
    groups: groupsOf(databases, [], []),
    ...{ missing: [], removals: [], problems: [], notes: [] },
    led: {
      ...{ state, position, full: false, unchanged: true, databases, dataFolder },
      ...{ missing: [], problems: [], orphans: undefined, absent: new Map() },
    },
  };
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
