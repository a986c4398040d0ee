import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import { asStep } from './as-step.ts';
import type { ChecklistStep } from './checklist.ts';
import { requireHarmless } from './drill-guard.ts';
import type { Found } from './found.ts';
import type { Incident } from './incident.ts';
import { recordFacts } from './incident.ts';
import { isDrill } from './is-drill.ts';
import { lossLines } from './loss-lines.ts';
import { messageOf } from './message.ts';
import { repointed } from './repoint/repointed.ts';
import { lookForSigns, probeLines, requireFenced, waitForSilence } from './silence.ts';
import { runSiteCommand } from './site-command.ts';
import type { SiteStep } from './site-steps.ts';
import { smokeLines } from './smoke-lines.ts';
import { stepState } from './step-states.ts';

/** A step to be run in an incident. */
export interface StepRequest {
  readonly incident: Incident;
  readonly step: ChecklistStep | SiteStep;
  /** What a drill must not do by itself is meant: it is held on a copy. */
  readonly inDrill: boolean;
}

type Argv = readonly [string, ...string[]];

type Finder = (context: Context, config: Config, incident: Incident) => Promise<Found>;

/** How long production may go on answering once the site's program has told it to shut down. */
const goingDownSeconds = 60;

/** What the tool itself finds out for a step. A map: a site may give its step any name, "constructor" as well. */
const finders: ReadonlyMap<string, Finder> = new Map(
  Object.entries<Finder>({
    notes: async () => ({ lines: [] }),
    async exhaust(context, config, { events }) {
      const lines = probeLines(await lookForSigns(context, config));
      const { state, reason } = stepState(events, 'exhaust');
      // Another look takes back no decision.
      if (state === 'done' && reason !== undefined) return { lines, reason };
      return { lines, open: 'looked at; decide: ot-recovery step exhaust done --reason WHY' };
    },
    async fence(context, config) {
      const seen = await waitForSilence(context, config, config.FENCE_COMMAND === '' ? 0 : goingDownSeconds);
      context.log.progress();
      requireFenced(seen);
      return { lines: probeLines(seen) };
    },
    loss: async (context, config, incident) => ({ lines: await lossLines(context, config, incident) }),
    smoke: async (context, config) => ({ lines: await smokeLines(context, config) }),
    repoint: repointed,
  }),
);

/**
 * Runs what can be run of a step: the site's program, and what the tool itself finds out. Records all of it. Returns
 * what was found. Throws `usage` where nothing can be run and `drill` for a program in a drill, both before anything is
 * recorded. The promotion is not run here: it has a command of its own.
 */
export async function runStep(
  context: Context,
  config: Config,
  request: StepRequest,
): Promise<readonly string[]> {
  const { incident, step } = request;
  const programs = programsOf(config, step);
  requireRunnable(request, programs);
  const { id } = incident;
  const { lines, open } = await asStep({ context, config, incident: id, step: step.id }, async () => {
    await runPrograms(context, config, { incident, step, programs });
    const found = (await finders.get(step.id)?.(context, config, incident)) ?? { lines: [] };
    await recordFacts(context, config, { id, name: step.id, lines: found.lines });
    return found;
  });
  return open === undefined ? lines : [...lines, open];
}

function requireRunnable({ incident, step, inDrill }: StepRequest, programs: readonly Argv[]): void {
  if (step.id === 'promote')
    fail('usage', { what: 'the promotion has a command of its own', next: 'ot-disable-standby-mode' });
  if (programs.length === 0 && !finders.has(step.id)) {
    fail('usage', {
      what: `there is no program for "${step.title}"`,
      next: `Do it by hand, then: ot-recovery step ${step.id} done`,
    });
  }
  if (programs.length === 0 && !inDrill) return;
  const would = programs.map((argv) => argv.join(' ')).join(', then ');
  requireHarmless(incident, { what: `${would} would run for real`, inDrill });
}

async function runPrograms(
  context: Context,
  config: Config,
  { incident, step, programs }: Omit<StepRequest, 'inDrill'> & { readonly programs: readonly Argv[] },
): Promise<void> {
  const input = step.id === 'inform' ? { input: messageOf(context, config, incident) } : {};
  const run = { incident: incident.id, drill: isDrill(incident), step: step.id, ...input };
  for (const argv of programs) await runSiteCommand(context, config, { ...run, argv });
}

function programsOf(config: Config, step: ChecklistStep | SiteStep): readonly Argv[] {
  if ('after' in step) return [step.command, step.check].filter((argv) => argv !== undefined);
  const program = step.commandKey === undefined ? '' : config[step.commandKey];
  return typeof program === 'string' && program !== '' ? [[program]] : [];
}
