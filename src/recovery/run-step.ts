import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { asFailure, fail } from '../failures.ts';
import type { ChecklistStep } from './checklist.ts';
import type { NewEvent } from './events.ts';
import type { Incident } from './incident.ts';
import { record } from './incident.ts';
import { lossLines } from './loss-lines.ts';
import { messageOf } from './message.ts';
import { lookForSigns, probeLines, requireFenced } from './silence.ts';
import { runSiteCommand } from './site-command.ts';
import type { SiteStep } from './site-steps.ts';
import { smokeLines } from './smoke-lines.ts';

/** A step to be run in an incident. */
export interface StepRequest {
  readonly incident: Incident;
  readonly step: ChecklistStep | SiteStep;
}

/**
 * Runs what can be run of a step: the site's program, and what the tool itself finds out. Records all of it. Returns
 * what was found. The promotion is not run here: it has a command of its own.
 */
export async function runStep(
  context: Context,
  config: Config,
  request: StepRequest,
): Promise<readonly string[]> {
  const { incident, step } = request;
  const note = (event: NewEvent) => record(context, config, { id: incident.id, event });
  await note({ kind: 'step', step: step.id, state: 'running' });
  try {
    const lines = await workOf(context, config, request);
    for (const what of lines) await note({ kind: 'fact', name: step.id, what, value: what });
    await note({ kind: 'step', step: step.id, ...stateAfter(step) });
    return lines;
  } catch (error) {
    await note({ kind: 'step', step: step.id, state: 'failed', reason: asFailure(error).message });
    throw error;
  }
}

/** What was looked at does not decide by itself. */
function stateAfter({ id, decision }: StepRequest['step']) {
  if (decision !== true) return { state: 'done' } as const;
  const reason = `looked at; decide: ot-recovery step ${id} done --reason WHY`;
  return { state: 'pending', reason } as const;
}

async function workOf(
  context: Context,
  config: Config,
  { incident, step }: StepRequest,
): Promise<readonly string[]> {
  const ran = await runCommands(context, config, { incident, step });
  switch (step.id) {
    case 'notes':
      return [];
    case 'exhaust':
      return probeLines(await lookForSigns(context, config));
    case 'fence':
      return fenced(context, config);
    case 'promote':
      return fail('usage', {
        what: 'the promotion has a command of its own',
        next: 'ot-disable-standby-mode',
      });
    case 'loss':
      return lossLines(context, config, incident);
    case 'smoke':
      return smokeLines(context, config);
    default:
      if (ran) return [];
      return fail('usage', {
        what: `there is no program for "${step.title}"`,
        next: `Do it by hand, then: ot-recovery step ${step.id} done`,
      });
  }
}

async function runCommands(
  context: Context,
  config: Config,
  { incident, step }: StepRequest,
): Promise<boolean> {
  const argvs = commandsOf(config, step);
  const input = step.id === 'inform' ? { input: messageOf(context, config, incident) } : {};
  for (const argv of argvs)
    await runSiteCommand(context, config, { incident: incident.id, step: step.id, argv, ...input });
  return argvs.length > 0;
}

function commandsOf(
  config: Config,
  step: ChecklistStep | SiteStep,
): readonly (readonly [string, ...string[]])[] {
  if ('after' in step) return [step.command, step.check].filter((argv) => argv !== undefined);
  const program = step.commandKey === undefined ? '' : config[step.commandKey];
  return typeof program === 'string' && program !== '' ? [[program]] : [];
}

async function fenced(context: Context, config: Config): Promise<readonly string[]> {
  const seen = await lookForSigns(context, config);
  requireFenced(seen);
  return probeLines(seen);
}
