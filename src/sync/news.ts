import { join } from 'node:path';
import * as v from 'valibot';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import type { ExitName } from '../exit-codes.ts';
import { Failure } from '../failures.ts';
import { readJson } from '../files/read-json.ts';
import type { RecordedName } from './job.ts';
import type { Kinded } from './plan.ts';
import { isWaiting } from './plan.ts';

/** What the end of a scheduled run is to somebody who is told only of changes. */
export type News =
  /** Wrong, and not told yet, or so long ago that it is told again. `once`: later runs end well although it stands. */
  | { readonly kind: 'wrong'; readonly once: boolean }
  /** Well, after something wrong that was told; `standing`: but for what somebody still has to act upon. */
  | { readonly kind: 'over'; readonly since: string; readonly standing: boolean }
  /** As before. */
  | { readonly kind: 'none' };

/** How a run ended, as far as that is news. */
export interface End {
  readonly job: RecordedName;
  readonly exit: ExitName;
  readonly failure: Failure | undefined;
  /** What was left out. */
  readonly problems: readonly Kinded[];
  /** Whether something that somebody has to act upon stands. */
  readonly standing: boolean;
}

const Told = v.object({
  schemaVersion: v.literal(1),
  /** Since when it is wrong and told so; absent: all is well. ISO 8601. */
  wrongSince: v.optional(v.string()),
  /** Since when something stands that somebody has to act upon, and was told so. ISO 8601. */
  standingSince: v.optional(v.string()),
  /** When each kind of wrong was told last. ISO 8601. */
  at: v.record(v.string(), v.string()),
});

type Told = v.InferOutput<typeof Told>;

const hourMs = 3_600_000;
/** What stays wrong is told again: a mail may be lost. */
const remindMs = 24 * hourMs;
/** What comes and goes is not told each time. */
const flappingMs = hourMs;
/** Chosen by somebody, or no end at all: neither well nor wrong. */
const noNews: ReadonlySet<ExitName> = new Set(['off', 'locked', 'interrupted']);

/**
 * Decides whether the end of a scheduled run is news, and remembers it as told. Never throws: where nothing can be
 * remembered, what is wrong is told each time.
 */
export async function decideNews(context: Context, config: Config, end: End): Promise<News> {
  if (noNews.has(end.exit)) return { kind: 'none' };
  // Not in STATE_DIR: a full disk must not turn into a mail each minute.
  const path = join(config.RUN_DIR, `told-${end.job}.json`);
  const now = context.clock.now();
  const told = await readTold(context, path);
  const { news, next } = decide(told, end, now);
  try {
    if (next !== told) await write(context, config, { path, next });
    return news;
  } catch (error) {
    if (error instanceof Failure) return news;
    throw error;
  }
}

interface Decision {
  readonly news: News;
  readonly next: Told;
}

function decide(told: Told, end: End, now: Date): Decision {
  const { exit, problems } = end;
  if (exit === 'ok') return afterSuccess(told, end.standing);
  if (exit !== 'partial') return afterWrong(told, keyOf(end), now);
  if (isWaiting(problems)) return { news: { kind: 'none' }, next: told };
  if (!problems.some(({ kind }) => kind === 'standing')) return afterWrong(told, keyOf(end), now);
  const once = problems.every(({ kind }) => kind !== undefined);
  const { wrongSince, ...rest } = once ? told : afterWrong(told, keyOf(end), now).next;
  const standingSince = told.standingSince ?? now.toISOString();
  const wrong = once || wrongSince === undefined ? {} : { wrongSince };
  return { news: { kind: 'wrong', once }, next: { ...rest, ...wrong, standingSince } };
}

function afterSuccess(told: Told, standing: boolean): Decision {
  const { wrongSince, standingSince, ...rest } = told;
  const since = wrongSince ?? (standing ? undefined : standingSince);
  if (since === undefined) return { news: { kind: 'none' }, next: told };
  const stays = standing && standingSince !== undefined ? { standingSince } : {};
  return { news: { kind: 'over', since, standing }, next: { ...rest, ...stays } };
}

function afterWrong(told: Told, key: string, now: Date): Decision {
  const last = told.at[key];
  const age = last === undefined ? Infinity : now.getTime() - Date.parse(last);
  const quiet = told.wrongSince === undefined ? flappingMs : remindMs;
  // A clock that was set back must not silence anything.
  if (age >= 0 && age < quiet) return { news: { kind: 'none' }, next: told };
  const at = { ...told.at, [key]: now.toISOString() };
  const wrongSince = told.wrongSince ?? now.toISOString();
  return { news: { kind: 'wrong', once: false }, next: { ...told, wrongSince, at } };
}

function keyOf({ exit, failure }: End): string {
  return failure?.code ?? exit;
}

async function readTold(context: Context, path: string): Promise<Told> {
  const nothing: Told = { schemaVersion: 1, at: {} };
  try {
    return (await readJson(context, path, Told)) ?? nothing;
  } catch (error) {
    if (error instanceof Failure) return nothing;
    throw error;
  }
}

async function write(
  context: Context,
  config: Config,
  { path, next }: { readonly path: string; readonly next: Told },
): Promise<void> {
  await context.files.makeFolder(config.RUN_DIR, { mode: 0o755 });
  await context.files.writeAtomically(path, `${JSON.stringify(next)}\n`, { mode: 0o640 });
}
