import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { asFailure, fail } from '../../failures.ts';
import { jobs } from '../../sync/jobs.ts';
import { perform } from '../act.ts';
import { asStep } from '../as-step.ts';
import { takeLocks } from '../../sync/lock.ts';
import { writeSummary } from '../../sync/summary.ts';
import { requireHarmless } from '../drill-guard.ts';
import type { Incident } from '../incident.ts';
import { openIncident, record, startIncident } from '../incident.ts';
import { requireLeader } from '../lead.ts';
import { keepNotes } from '../notes-keeper.ts';
import { begunFact } from './begun.ts';
import { odooAnswers, odooConf } from './odoo.ts';
import { furtherStarted, odooStarted, servicesEnabled } from './services.ts';
import { recordPosition } from './position.ts';
import type { Preflight } from './preflight.ts';
import type { Guard } from './silence.ts';
import { namesOf, requireHost } from './this-host.ts';
import { managerKnows, promoted, replayed, writable } from './promote-postgres.ts';
import { attachmentServed } from './attachment-served.ts';
import { deadBundles } from './dead-bundles.ts';
import { quietStart } from './quiet.ts';
import { runPhases } from './run-sub-steps.ts';
import type { Phase, Promotion, SubStep } from './sub-step.ts';
import { createSyncLocks } from './sync-locks.ts';
import { followOff } from './follow-off.ts';
import { runsEnded, syncOff } from './sync-off.ts';

const command = 'ot-disable-standby-mode';

/** The parts up to the point where no sync runs any more, and those behind it, in order. */
export const phases: { readonly quiet: readonly Phase[]; readonly promote: readonly Phase[] } = {
  quiet: [[odooConf, syncOff, followOff, runsEnded]],
  promote: [
    // Quiet before there is a primary: an Odoo that runs already would run its scheduled jobs as soon as it can write.
    [quietStart, replayed, promoted],
    [writable, managerKnows, deadBundles, odooStarted, furtherStarted],
    [odooAnswers],
    [servicesEnabled, attachmentServed],
  ],
};

/** All parts in order. */
export const subSteps: { readonly quiet: readonly SubStep[]; readonly promote: readonly SubStep[] } = {
  quiet: phases.quiet.flat(),
  promote: phases.promote.flat(),
};

/** How a promotion is wanted. */
export interface PromotionRequest {
  readonly configPath: string;
  /** The host name that the operator typed. */
  readonly confirm: string;
  /** Why a living production was accepted. */
  readonly accepted: string | undefined;
  /** The incident that it is meant to belong to, when the operator named one. */
  readonly incident: string | undefined;
  /** It is meant although a drill is open: on a copy of this machine. */
  readonly inDrill: boolean;
  readonly found: Preflight;
  /** Looks for production since before the name was typed. */
  readonly guard: Guard;
}

/**
 * Brings this standby into production: safe to run again after any interruption, it finds out what is true and goes
 * on. Throws `wrong-host`, `production-alive` and `production-unknown` (until PostgreSQL is promoted), `incident-open`
 * (somebody else leads it), `not-found` (the named incident is not the open one), `drill`, `lock-held`, or what a part failed with.
 */
export async function promote(
  context: Context,
  config: Config,
  request: PromotionRequest,
): Promise<Incident> {
  requireHost(request.confirm, namesOf(context, config));
  const { guard } = request;
  await guard.require({ begun: false });
  // A note, or a tick, is over at once.
  const locks = await takeLocks(context, config, { names: ['recovery'], what: command, waitSeconds: 10 });
  const syncLocks = createSyncLocks(context, config, command);
  const notes = await keepNotes(context, config);
  try {
    const incident = await ownIncident(context, config, request);
    const { server, dataDirectory, cluster, driver, timelineBefore } = request.found;
    const known = { server, dataDirectory, cluster, driver, timelineBefore, syncLocks };
    const { configPath } = request;
    const promotion = { context, config, configPath, guard, incident: incident.id, ...known };
    await asStep({ ...promotion, step: 'promote' }, async () => {
      await recordFound(promotion, request);
      await carryOut(promotion);
      return { lines: [] };
    });
    await tellSummary(context, config);
    return incident;
  } finally {
    await notes.end();
    await syncLocks.release();
    await Promise.all(locks.map((lock) => lock.release()));
  }
}

async function carryOut(promotion: Promotion): Promise<void> {
  const { context, config, incident } = promotion;
  await runPhases(promotion, phases.quiet);
  await healJobs(context, config, incident);
  await runPhases(promotion, phases.promote);
}

/** The line in the summary log is for whoever looks there: without it this machine is in production all the same. */
async function tellSummary(context: Context, config: Config): Promise<void> {
  try {
    await writeSummary(context, config, command);
  } catch (error) {
    context.log.warn(`the end of the promotion is not in ${config.SUMMARYFILE}: ${asFailure(error).message}`);
  }
}

/** The incident that this person leads; one is opened when there is none. */
async function ownIncident(
  context: Context,
  config: Config,
  wanted: Pick<PromotionRequest, 'incident' | 'inDrill'>,
): Promise<Incident> {
  const open = await openIncident(config);
  requireOwn(context, open, wanted);
  return open ?? startIncident(context, config, { why: 'Promotion' });
}

/**
 * Whether the open incident, or none, is what is meant. Throws `not-found` when another one was named, `incident-open`
 * when somebody else leads it, `drill` when it is a drill.
 */
export function requireOwn(
  context: Context,
  open: Incident | undefined,
  { incident: named, inDrill }: Pick<PromotionRequest, 'incident' | 'inDrill'>,
): void {
  if (named !== undefined && open?.id !== named) {
    const what = open === undefined ? 'no incident is open' : `the open incident is ${open.id}`;
    fail('not-found', { what: `${what}, not ${named}`, next: 'ot-recovery list names all incidents.' });
  }
  if (open !== undefined) requireLeader(context, open);
  requireHarmless(open, { what: `${context.env.hostname} would become a primary for real`, inDrill });
}

/**
 * Puts right what an ended sync left half done: Odoo must not start over half a project. Where that fails it is told, and
 * nothing waits for it: whether Odoo starts is proven anyway.
 */
async function healJobs(context: Context, config: Config, incident: string): Promise<void> {
  const work = async () => {
    const left: string[] = [];
    for (const { command: sync, heal, leftOpen } of jobs) {
      const healing = { context, config, runId: incident };
      try {
        await heal(healing);
        left.push(...(await leftOpen(healing)));
      } catch (error) {
        context.signal.throwIfAborted();
        const { message, next } = asFailure(error);
        left.push(`what ${sync} left half done is not put right: ${message}. ${next}`);
      }
    }
    for (const line of left) context.log.warn(line);
    return left;
  };
  const what = 'put right what an ended sync left half done';
  await perform(context, config, { incident, act: 'healed', step: 'promote', what, work });
}

/** The checklist's own step names all; this is read again and again while the promotion is under way. */
const filesNamed = 1000;

async function recordFound(promotion: Promotion, { found, accepted }: PromotionRequest): Promise<void> {
  const { context, config, incident: id } = promotion;
  const note = (name: string, what: string, value: unknown) =>
    record(context, config, { id, event: { kind: 'fact', name, what, value } });
  const { replication } = found;
  if (replication !== undefined)
    await recordPosition(promotion, { when: 'before the promotion', replication });
  const [lost] = found.lost;
  if (lost !== undefined)
    await note('files-before', `before the promotion: ${lost}`, found.lost.slice(0, filesNamed));
  if (found.drift.length > 0)
    await note('drift-before', `before the promotion: ${found.drift.join('; ')}`, found.drift);
  if (accepted !== undefined)
    await note(
      'accepted-live-production',
      `a production that lives or may live was accepted: ${accepted}`,
      found.look?.probes ?? [],
    );
  await note(begunFact, `promotion begins, on timeline ${found.timelineBefore}`, found.timelineBefore);
}
