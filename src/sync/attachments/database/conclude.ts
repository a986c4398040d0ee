import { isBeyond } from '../../../postgres/replay-position.ts';
import type { Session } from '../../job.ts';
import type { AttachmentsPlan } from '../attachments-plan.ts';
import { pathInData } from '../bring.ts';
import { folderIdentity } from './folder-identity.ts';
import type { Led } from './led.ts';
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
  const open = led.missing.map(pathInData).filter((path) => !plan.done.placed.has(path) && !lost.has(path));
  const complete = open.length === 0 && led.problems.length === 0;
  if (complete) plan.notes.push(tellComplete(led, lost.size));
  else plan.notes.push(`the filestore is not known to be complete: ${open.length} files are still missing`);
  if (led.unchanged && !led.others) return;
  if (led.orphans !== undefined) await writeOrphans(context, config, withoutRemoved(led, plan));
  await writeFilestoreState(context, config, stateAfter(led, { now, absent, complete }));
}

function tellComplete({ position, unchanged }: Led, lost: number): string {
  const except = lost === 0 ? '' : `, but for ${lost} that production has lost too`;
  const how = unchanged ? ' (nothing was replayed since)' : '';
  return `the filestore is complete for ${position.lsn}${except}${how}`;
}

/** Those that were not there, with how sure it is; all that has come meanwhile, or was not asked for, falls out. */
function absentNow({ state, position, absent, full, unchanged }: Led, now: string): readonly AbsentFile[] {
  if (unchanged) return state.absent;
  const before = new Map(state.absent.map((each) => [each.path, each]));
  const seen = [...absent].map((path): AbsentFile => {
    const earlier = before.get(path);
    if (earlier === undefined) return { path, since: now, lsn: position.received, confirmed: false };
    return { ...earlier, confirmed: earlier.confirmed || isBeyond(position.lsn, earlier.lsn) };
  });
  // Known losses are asked for by full runs only.
  const kept = full ? [] : state.absent.filter(({ path, confirmed }) => confirmed && !absent.has(path));
  return [...seen, ...kept];
}

function withoutRemoved({ orphans }: Led, plan: AttachmentsPlan): ReadonlyMap<string, string> {
  const removed = new Set(plan.done.removed);
  return new Map([...(orphans ?? [])].filter(([path]) => !removed.has(path)));
}

function stateAfter(
  led: Led,
  { now, absent, complete }: { now: string; absent: readonly AbsentFile[]; complete: boolean },
): FilestoreState {
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
    ...(last === undefined ? {} : { complete: last }),
    ...(next === undefined ? {} : { base: next }),
    ...(othersAt === undefined ? {} : { othersAt }),
  };
}
