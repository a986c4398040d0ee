import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathOf, showName } from '../../files/names.ts';
import { forEachLimited } from '../../files/pool.ts';
import type { Outcome } from '../../machines/command.ts';
import { lastLines, must } from '../../machines/must.ts';
import { requireStandby } from '../../postgres/role.ts';
import { makeOwnFolder, stagingFolder } from '../hold/own-folder.ts';
import type { Session } from '../job.ts';
import { inspectArrival } from './arrival.ts';
import type { AttachmentsPlan } from './attachments-plan.ts';
import type { Batch } from './batches.ts';
import { cutBatches, sumBytes } from './batches.ts';
import type { Missing } from './compare.ts';
import type { Placer } from './place.ts';
import { refuseMissingSource } from './source-missing.ts';
import { isAnswered, transferFailure } from './transfer-failure.ts';
import { sumFolder } from './whole-folders.ts';

/** What could not be placed. */
export interface Leftovers {
  /** Did not arrive. */
  readonly absent: Missing[];
  /** Arrived with another content than its name says. */
  readonly damaged: Missing[];
  /** What rsync said last. */
  said: string;
}

const parallel = 8;
const syncMs = 600_000;
/** One in so many that is not wanted is too much. */
const mostExtra = 4;

/** One run's way of bringing files over. */
export interface Bringing {
  readonly session: Session;
  readonly plan: AttachmentsPlan;
  readonly placer: Placer;
  /** The folders that are asked for as a whole. None any more once too much else was in them. */
  readonly wholes: Set<string>;
}

/** Fetches, proves and places files, batch by batch: while one is proven and placed, the next one is on its way. */
export async function bringFiles(bringing: Bringing, missing: readonly Missing[]): Promise<Leftovers> {
  const { session, plan } = bringing;
  const left: Leftovers = { absent: [], damaged: [], said: '' };
  let settling = Promise.resolve();
  let before = { files: 0, bytes: 0 };
  const total = { files: missing.length, bytes: sumBytes(missing) };
  for (const batch of cutBatches(plan, missing, bringing.wholes)) {
    // A promotion in between must win.
    await requireStandby(session.context, session.config);
    const outcome = await fetchBatch(bringing, batch, { before, total });
    await settling;
    session.context.signal.throwIfAborted();
    settling = settleBatch(bringing, batch, { outcome, left });
    // Its failure is met at the next await; until then it must not count as unheard.
    settling.catch(() => undefined);
    if (!isAnswered(outcome)) {
      await settling;
      await refuseMissingSource(session, join(plan.productionFolder, batch.folder));
      transferFailure(session.config, outcome);
    }
    before = { files: before.files + batch.items.length, bytes: before.bytes + sumBytes(batch.items) };
  }
  await settling;
  return left;
}

type Figures = { readonly files: number; readonly bytes: number };

async function fetchBatch(
  { session, plan, wholes }: Bringing,
  batch: Batch,
  { before, total }: { readonly before: Figures; readonly total: Figures },
): Promise<Outcome> {
  const { context, lockFds } = session;
  const production = await session.production();
  const into = join(stagingFolder(batch.base, 'attachments'), batch.folder);
  await makeOwnFolder(context, batch.base, into);
  return production.fetch({
    from: `${join(plan.productionFolder, batch.folder)}/`,
    into: `${into}/`,
    names: namesOf(batch, wholes),
    options: ['--times', '--no-implied-dirs', '--partial-dir=.ot-partial'],
    label: batch.folder,
    before,
    totalFiles: total.files,
    totalBytes: total.bytes,
    inherit: lockFds,
  });
}

/** What rsync is asked for: the folders that are wanted as a whole, and all else by name. */
function namesOf({ folder, items }: Batch, wholes: ReadonlySet<string>): readonly string[] {
  const names = items.map((item) => {
    const whole = sumFolder(item);
    return whole !== undefined && wholes.has(whole)
      ? `${whole.slice(folder.length + 1)}/`
      : nameInFolder(item);
  });
  return [...new Set(names)];
}

async function settleBatch(
  { session, plan, placer, wholes }: Bringing,
  batch: Batch,
  { outcome, left }: { readonly outcome: Outcome; readonly left: Leftovers },
): Promise<void> {
  const { context } = session;
  const staging = join(stagingFolder(batch.base, 'attachments'), batch.folder);
  const good: { readonly missing: Missing; readonly bytes: number }[] = [];
  const how = { owner: plan.owner, proven: outcome.exitCode === 0, signal: context.signal };
  await forEachLimited(batch.items, parallel, async (missing) => {
    context.signal.throwIfAborted();
    const arrival = await inspectArrival(pathOf(staging, nameInFolder(missing)), missing, how);
    if (arrival.state === 'good') good.push({ missing, bytes: arrival.bytes });
    else left[arrival.state].push(missing);
    if (arrival.state === 'damaged') await rm(pathOf(staging, nameInFolder(missing)), { recursive: true });
  });
  if (outcome.exitCode !== 0) left.said = lastLines(outcome.stderr, 2);
  if (good.length === 0) return;
  await flush(session, batch);
  await requireStandby(context, session.config);
  await forEachLimited(good, parallel, async ({ missing, bytes }) => {
    context.signal.throwIfAborted();
    await placer.placeFile(pathOf(staging, nameInFolder(missing)), missing);
    plan.done.placed.set(pathInData(missing), bytes);
  });
  // What a broken transfer has begun, the next run goes on with.
  if (isAnswered(outcome)) await clearWholes(staging, batch, wholes);
}

/** To the disk before it gets its name: a power cut must not leave a name without its content. */
async function flush({ context }: Session, batch: Batch): Promise<void> {
  const folder = dirname(stagingFolder(batch.base, 'attachments'));
  const outcome = await context.run({ argv: ['sync', '--file-system', folder], timeoutMs: syncMs });
  must(outcome, 'writing the files to the disk');
}

/** Takes away what came along with whole folders and no row wants. Where that is much, the rest is asked for by name. */
async function clearWholes(staging: string, batch: Batch, wholes: Set<string>): Promise<void> {
  const isWhole = (folder: string) => wholes.has(folder);
  const folders = new Set(batch.items.map((item) => sumFolder(item) ?? '').filter(isWhole));
  let extra = 0;
  for (const folder of folders) {
    const staged = pathOf(staging, folder.slice(batch.folder.length + 1));
    extra += (await readdir(staged).catch(() => [])).length;
    await rm(staged, { recursive: true, force: true });
  }
  if (extra * mostExtra > batch.items.length) wholes.clear();
}

function nameInFolder({ area, name }: Missing): string {
  return area.path === area.folder ? name : `${area.path.slice(area.folder.length + 1)}/${name}`;
}

/** The path of something missing below the data folder. */
export function pathInData({ area, name }: Missing): string {
  return `${area.path}/${name}`;
}

/** The same for people. */
export function shownPath(missing: Missing): string {
  return showName(pathInData(missing));
}
