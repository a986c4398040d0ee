import type { Context } from '../../../context.ts';
import { formatSeconds } from '../../../figures.ts';
import type { Session } from '../../job.ts';
import type { AttachmentsPlan } from '../attachments-plan.ts';
import { filestore } from '../areas.ts';
import { pathInData } from '../bring.ts';
import type { Missing } from '../compare.ts';
import { folderIdentity } from './folder-identity.ts';
import type { Led } from './led.ts';
import { longestLag } from './grace.ts';
import { databasesTitle } from './orphans.ts';
import type { AbsentFile, FilestoreState } from './state.ts';
import { writeFilestoreState, writeOrphans } from './state.ts';

/** Writes down, after a run was verified, for which position the filestore is complete, and what it still lacks. */
export async function concludeFilestore(session: Session, plan: AttachmentsPlan): Promise<void> {
  const { led } = plan;
  if (led === undefined) return;
  const { context, config } = session;
  const now = context.clock.now().toISOString();
  const absent = absentNow(led, now);
  const lost = new Set(absent.filter(({ confirmed }) => confirmed).map(({ path }) => path));
  const isOpen = (missing: Missing) => !plan.done.placed.has(missing) && !lost.has(pathInData(missing));
  const open = led.missing.filter(isOpen);
  const complete = open.length === 0 && led.problems.length === 0;
  const heldBack = heldBackNow(led, plan);
  plan.standing = lost.size > 0 || heldBack.length > 0;
  if (complete) plan.notes.push(tellComplete(context, led, lost.size));
  else plan.notes.push(`the filestore is not known to be complete: ${open.length} files are still missing`);
  const lagged = led.position.lagSeconds > led.state.longestLagSeconds;
  if (led.unchanged && !led.others && !lagged) return;
  if (led.orphans !== undefined) await writeOrphans(context, config, withoutRemoved(led, plan));
  await writeFilestoreState(context, config, stateAfter(led, { now, absent, heldBack, complete }));
}

function tellComplete({ clock }: Context, led: Led, lost: number): string {
  const { position, unchanged, full, state } = led;
  const except = lost === 0 ? '' : `, but for ${lost} that production has lost too`;
  const age = (clock.now().getTime() - Date.parse(state.base?.fullAt ?? '')) / 1000;
  const how = [
    ...(unchanged ? ['nothing was replayed since'] : []),
    ...(full || Number.isNaN(age) ? [] : [`all of it was compared ${formatSeconds(age)} ago`]),
  ];
  const more = how.length === 0 ? '' : ` (${how.join('; ')})`;
  return `the filestore is complete for ${position.lsn}${except}${more}`;
}

/** Those that were not there, with how sure it is; all that has come meanwhile, or was not asked for, falls out. */
function absentNow({ state, position, absent, full, unchanged }: Led, now: string): readonly AbsentFile[] {
  if (unchanged) return state.absent;
  const before = new Map(state.absent.map((each) => [each.path, each]));
  const seen = [...absent].map(([path, confirmed]): AbsentFile => {
    return { path, since: now, lsn: position.received, ...before.get(path), confirmed };
  });
  // Known losses are asked for by full runs only.
  const kept = full ? [] : state.absent.filter(({ path, confirmed }) => confirmed && !absent.has(path));
  return [...seen, ...kept];
}

/** Those of this run, and those of parts that it did not compare. */
function heldBackNow(
  { state, full, others }: Led,
  { heldBack }: AttachmentsPlan,
): FilestoreState['heldBack'] {
  const isCompared = (title: string) =>
    title === databasesTitle || title.startsWith(`${filestore}/`) ? full : others;
  const before = state.heldBack.filter(({ item }) => !isCompared(item));
  return [...before, ...heldBack.map(({ item, what }) => ({ item, what }))];
}

function withoutRemoved({ orphans }: Led, plan: AttachmentsPlan): ReadonlyMap<string, string> {
  const removed = new Set(plan.done.removed);
  return new Map([...(orphans ?? [])].filter(([path]) => !removed.has(path)));
}

interface After {
  readonly now: string;
  readonly absent: readonly AbsentFile[];
  readonly heldBack: FilestoreState['heldBack'];
  readonly complete: boolean;
}

function stateAfter(led: Led, { now, absent, heldBack, complete }: After): FilestoreState {
  const { state, position, dataFolder, full, others } = led;
  const databases = led.databases.map(({ folder: _before, ...each }) => {
    const folder = folderIdentity(dataFolder, each.name);
    return folder === undefined ? each : { ...each, folder };
  });
  const { lsn, systemId, timeline, xid } = position;
  const fullAt = full ? now : (state.base?.fullAt ?? now);
  const base = { systemId, timeline, lsn, xid, dataFolder, fullAt, databases };
  // After an incomplete look at everything the next one must look at everything again.
  const kept = full ? undefined : state.base;
  const next = complete ? base : kept;
  const last = complete ? { lsn, at: now } : state.complete;
  const othersAt = others ? now : state.othersAt;
  return {
    schemaVersion: 1,
    absent: [...absent],
    heldBack,
    ...longestLag(led, now),
    ...(last === undefined ? {} : { complete: last }),
    ...(next === undefined ? {} : { base: next }),
    ...(othersAt === undefined ? {} : { othersAt }),
  };
}
