import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { fail } from '../../failures.ts';
import { lockNames } from '../../sync/job.ts';
import { jobs } from '../../sync/jobs.ts';
import { perform } from '../act.ts';
import { takeLocks } from '../../sync/lock.ts';
import { writeSummary } from '../../sync/summary.ts';
import type { Incident } from '../incident.ts';
import { openIncident, record, startIncident } from '../incident.ts';
import { requireLeader } from '../lead.ts';
import { keepNotes } from '../notes-keeper.ts';
import { begunFact } from './begun.ts';
import { odooAnswers, odooConf, servicesStarted } from './odoo.ts';
import type { Preflight } from './preflight.ts';
import { guardSilence, requireSilenceNow } from './silence.ts';
import { managerKnows, promoted, replayed, writable } from './promote-postgres.ts';
import { deadBundles } from './dead-bundles.ts';
import { quietStart } from './quiet.ts';
import { runSubSteps } from './run-sub-steps.ts';
import type { SubStep } from './sub-step.ts';
import { followOff } from './follow-off.ts';
import { runsEnded, syncOff } from './sync-off.ts';

const command = 'ot-disable-standby-mode';

/** The parts up to the point where no sync runs any more, and those behind it, in order. */
export const subSteps: { readonly quiet: readonly SubStep[]; readonly promote: readonly SubStep[] } = {
  quiet: [odooConf, syncOff, followOff, runsEnded],
  promote: [
    // Before there is a primary: an Odoo that runs already would run its scheduled jobs as soon as it can write.
    quietStart,
    replayed,
    promoted,
    writable,
    managerKnows,
    deadBundles,
    servicesStarted,
    odooAnswers,
  ],
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
  readonly found: Preflight;
}

/**
 * Brings this standby into production: safe to run again after any interruption, it finds out what is true and goes
 * on. Throws `wrong-host`, `production-alive` and `production-unknown` (until PostgreSQL is promoted), `incident-open`
 * (somebody else leads it), `not-found` (the named incident is not the open one), `lock-held`, or what a part failed with.
 */
export async function promote(
  context: Context,
  config: Config,
  request: PromotionRequest,
): Promise<Incident> {
  requireHost(context, request.confirm);
  const silence = { accepted: request.accepted, ...request.found };
  await requireSilenceNow(context, config, silence);
  const locks = [...(await takeLocks(context, config, { names: ['recovery'], what: command }))];
  const notes = await keepNotes(context, config);
  const guard = guardSilence(context, config, silence);
  try {
    const incident = await ownIncident(context, config, request.incident);
    await recordFound(context, config, incident.id, request);
    const { server, dataDirectory, cluster, driver, timelineBefore } = request.found;
    const known = { server, dataDirectory, cluster, driver, timelineBefore };
    const { configPath } = request;
    const promotion = { context, config, configPath, guard, incident: incident.id, ...known };
    await runSubSteps(promotion, subSteps.quiet);
    // Held to the end: nothing can begin to sync while this machine changes its role. A run that was just beginning
    // sees that sync is off, and is gone at once.
    locks.push(...(await takeLocks(context, config, { names: lockNames, what: command, waitSeconds: 10 })));
    await healJobs(context, config, incident.id);
    await runSubSteps(promotion, subSteps.promote);
    await writeSummary(context, config, command);
    await record(context, config, {
      id: incident.id,
      event: { kind: 'step', step: 'promote', state: 'done' },
    });
    return incident;
  } finally {
    await notes.end();
    guard.stop();
    await Promise.all(locks.map((lock) => lock.release()));
  }
}

/** The incident that this person leads; one is opened when there is none. */
async function ownIncident(context: Context, config: Config, named: string | undefined): Promise<Incident> {
  const open = await openIncident(config);
  requireNamed(open, named);
  if (open === undefined) return startIncident(context, config, { why: 'Promotion' });
  requireLeader(context, open);
  return open;
}

/** Throws `not-found` when an incident was named that is not the open one. */
export function requireNamed(open: Incident | undefined, named: string | undefined): void {
  if (named === undefined || open?.id === named) return;
  const what = open === undefined ? 'no incident is open' : `the open incident is ${open.id}`;
  fail('not-found', { what: `${what}, not ${named}`, next: 'ot-recovery list names all incidents.' });
}

/** Puts right what an ended sync left half done: Odoo must not start over half a project. */
async function healJobs(context: Context, config: Config, incident: string): Promise<void> {
  const work = async () => {
    for (const job of jobs) await job.heal({ context, config, runId: incident });
    return [];
  };
  const what = 'put right what an ended sync left half done';
  await perform(context, config, { incident, act: 'healed', step: 'promote', what, work });
}

/** Throws `wrong-host` unless the typed name is this machine's, with or without its domain. */
export function requireHost(context: Context, typed: string): void {
  const { hostname } = context.env;
  const short = hostname.split('.')[0];
  if (typed === hostname || typed === short) return;
  fail('wrong-host', {
    what: `"${typed}" was typed, but this machine is ${hostname}: nothing was changed`,
    next: 'See which machine you are on before you go on.',
  });
}

async function recordFound(
  context: Context,
  config: Config,
  id: string,
  { found, accepted }: PromotionRequest,
): Promise<void> {
  const note = (name: string, what: string, value: unknown) =>
    record(context, config, { id, event: { kind: 'fact', name, what, value } });
  if (found.replication !== undefined) {
    const { replayedLsn = 'unknown', lastTransactionAt = 'unknown' } = found.replication;
    await note(
      'database',
      `before the promotion: replayed to ${replayedLsn}, last transaction ${lastTransactionAt}`,
      found.replication,
    );
  }
  const [lost] = found.lost;
  if (lost !== undefined) await note('files-before', `before the promotion: ${lost}`, found.lost);
  if (accepted !== undefined)
    await note(
      'accepted-live-production',
      `a production that lives or may live was accepted: ${accepted}`,
      found.look?.probes ?? [],
    );
  await note(begunFact, `promotion begins, on timeline ${found.timelineBefore}`, found.timelineBefore);
}
