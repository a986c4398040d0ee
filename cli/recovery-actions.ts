import type { Act } from '../src/recovery/act.ts';
import { perform } from '../src/recovery/act.ts';
import { releasedFact } from '../src/recovery/promotion/quiet.ts';
import { countWaiting, releaseCrons } from '../src/recovery/quiet-start.ts';
import { readRole } from '../src/postgres/role.ts';
import type { Config } from '../src/config/keys.ts';
import type { Context } from '../src/context.ts';
import { fail } from '../src/failures.ts';
import type { NewEvent } from '../src/recovery/events.ts';
import type { Incident } from '../src/recovery/incident.ts';
import {
  listIncidents,
  openIncident,
  record,
  requireIncident,
  startIncident,
} from '../src/recovery/incident.ts';
import { personHere, requireLeader } from '../src/recovery/lead.ts';
import { notesPath } from '../src/recovery/notes.ts';
import { reportIncident, reportMarkdown } from '../src/recovery/report.ts';
import { regenerateAssets, restartServices } from '../src/recovery/regenerate-assets.ts';
import { runStep } from '../src/recovery/run-step.ts';
import type { FullChecklist } from '../src/recovery/site-steps.ts';
import { readChecklist } from '../src/recovery/site-steps.ts';
import { takeLocks } from '../src/sync/lock.ts';
import { localTime } from '../src/sync/summary.ts';
import { checklistLines, stepLines } from './recovery-text.ts';

/** What an action of ot-recovery gets. */
export interface RecoveryCall {
  readonly context: Context;
  readonly config: Config;
  readonly words: readonly string[];
  readonly reason: string | undefined;
  readonly drill: boolean;
  readonly json: boolean;
  print(line: string): void;
}

type Action = (call: RecoveryCall) => Promise<void>;

/** What ot-recovery can do, by its first word. */
export const recoveryActions: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['start', (call) => alone(call, start)],
  ['status', status],
  ['step', step],
  ['note', (call) => alone(call, note)],
  ['take', (call) => alone(call, take)],
  ['report', report],
  ['finish', (call) => alone(call, finish)],
  ['list', list],
  ['release-crons', (call) => alone(call, release)],
  ['regenerate-assets', (call) => alone(call, regenerate)],
  ['restart-services', (call) => alone(call, restart)],
]);

/** Everything that writes holds the recovery lock: the journal has one writer at a time. */
async function alone(call: RecoveryCall, act: Action): Promise<void> {
  const { context, config } = call;
  const locks = await takeLocks(context, config, {
    names: ['recovery'],
    what: 'ot-recovery',
    waitSeconds: 10,
  });
  try {
    await act(call);
  } finally {
    await Promise.all(locks.map((lock) => lock.release()));
  }
}

async function start({ context, config, words, drill, print }: RecoveryCall): Promise<void> {
  const incident = await startIncident(context, config, { why: words.join(' '), drill });
  print(`${drill ? 'Drill' : 'Incident'} ${incident.id} is open. Notes: ${notesPath(config, incident)}`);
  print('Next: ot-recovery status');
}

async function status({ context, config, print, json }: RecoveryCall): Promise<void> {
  const incident = await openIncident(config);
  const checklist = await readChecklist(context, config);
  if (json) return print(JSON.stringify(incident === undefined ? null : reportIncident(incident, checklist)));
  checklist.problems.forEach((problem) => context.log.warn(problem));
  if (incident === undefined) return print('No incident is open. ot-recovery start opens one.');
  print(`Incident ${incident.id}, led by ${incident.leader}. Notes: ${notesPath(config, incident)}`);
  checklistLines(checklist, incident).forEach(print);
}

async function step(call: RecoveryCall): Promise<void> {
  const { context, config, print } = call;
  const [id = '', verb = 'show', ...rest] = call.words;
  const checklist = await readChecklist(context, config);
  const found = findStep(checklist, id);
  if (rest.length > 0)
    fail('usage', { what: `"${rest[0]}" is too much`, next: 'ot-recovery step ID [run|done|skip]' });
  if (verb === 'show') return stepLines(found, await openIncident(config)).forEach(print);
  await alone(call, async () => {
    const incident = await lead(call);
    if (verb === 'run') return (await runStep(context, config, { incident, step: found })).forEach(print);
    await record(context, config, { id: incident.id, event: ticked(found.id, verb, call.reason) });
    print(`${found.title}: ${verb === 'done' ? 'done' : 'left out'}`);
  });
}

function ticked(id: string, verb: string, reason: string | undefined): NewEvent {
  const why = reason === undefined ? {} : { reason };
  if (verb === 'done') return { kind: 'step', step: id, state: 'done', ...why };
  if (verb !== 'skip')
    fail('usage', { what: `"${verb}" is not run, done or skip`, next: 'ot-recovery --help' });
  if (reason === undefined)
    fail('usage', { what: 'leaving a step out needs a reason', next: 'Add --reason WHY.' });
  return { kind: 'step', step: id, state: 'skipped', reason };
}

function findStep({ steps }: FullChecklist, id: string) {
  const found = steps.find((each, index) => each.id === id || String(index + 1) === id);
  if (found !== undefined) return found;
  return fail('usage', {
    what: id === '' ? 'which step?' : `there is no step "${id}"`,
    next: `The steps: ${steps.map((each) => each.id).join(', ')}`,
  });
}

/** The open incident, led by this very person. Throws `incident-open` when somebody else leads it. */
async function lead({ context, config }: RecoveryCall): Promise<Incident> {
  const incident = await requireIncident(config);
  requireLeader(context, incident);
  return incident;
}

/** Takes the incident over from whoever leads it. */
async function take({ context, config, print }: RecoveryCall): Promise<void> {
  const { id, leader } = await requireIncident(config);
  const taken = leader === personHere(context);
  if (!taken) await record(context, config, { id, event: { kind: 'taken-over', from: leader } });
  print(`${personHere(context)} leads incident ${id}`);
}

async function note({ context, config, words, print }: RecoveryCall): Promise<void> {
  const text = words.join(' ').trim();
  if (text === '') fail('usage', { what: 'there is nothing to note', next: 'ot-recovery note TEXT' });
  const incident = await requireIncident(config);
  await record(context, config, { id: incident.id, event: { kind: 'note', text } });
  print(`noted in ${notesPath(config, incident)}`);
}

async function report({ context, config, words, json, print }: RecoveryCall): Promise<void> {
  const all = await listIncidents(config);
  const [id] = words;
  const incident = id === undefined ? all.at(-1) : all.find((each) => each.id === id);
  if (incident === undefined)
    fail('not-found', { what: 'there is no such incident', next: 'ot-recovery list' });
  const made = reportIncident(incident, await readChecklist(context, config));
  print(json ? JSON.stringify(made) : reportMarkdown(made));
}

async function finish(call: RecoveryCall): Promise<void> {
  const { context, config, reason, print } = call;
  const incident = await lead(call);
  const why = reason === undefined ? {} : { reason };
  await record(context, config, { id: incident.id, event: { kind: 'finished', ...why } });
  print(`Incident ${incident.id} is finished. ot-recovery report ${incident.id} prints it.`);
}

async function release(call: RecoveryCall): Promise<void> {
  const { context, config, print } = call;
  const role = await readRole(context, config);
  if (role.kind !== 'unknown') {
    const { jobs, mails } = await countWaiting(context, config, role.server);
    print(`${jobs} scheduled jobs and ${mails} mails wait.`);
  }
  const incident = await openIncident(config);
  const work = async () => {
    await releaseCrons(context, config);
    return [];
  };
  const what = "let Odoo's scheduled jobs run again";
  if (incident === undefined) await work();
  else {
    await perform(context, config, { incident: incident.id, act: releasedFact, what, work });
    const event = {
      kind: 'fact',
      name: releasedFact,
      what: 'scheduled jobs run again',
      value: true,
    } as const;
    await record(context, config, { id: incident.id, event });
  }
  print('Odoo was restarted; its scheduled jobs run.');
}

async function regenerate(call: RecoveryCall): Promise<void> {
  const { context, config } = call;
  const role = await readRole(context, config);
  if (role.kind !== 'primary')
    fail('role-unknown', {
      what: 'asset bundles are made anew on a machine in production only',
      next: 'Promote it first: ot-disable-standby-mode.',
    });
  const work = () => regenerateAssets(context, config, role.server);
  await act(call, { act: 'regenerate-assets', what: 'let Odoo make its asset bundles anew', work });
}

async function restart(call: RecoveryCall): Promise<void> {
  const work = () => restartServices(call.context, call.config);
  await act(call, { act: 'restart-services', what: 'restart the further services', work });
}

/** Acts, and writes it down when an incident is open. */
async function act(call: RecoveryCall, wanted: Omit<Act, 'incident'>): Promise<void> {
  const { context, config, print } = call;
  const incident = await openIncident(config);
  const lines =
    incident === undefined
      ? await wanted.work(() => undefined)
      : await perform(context, config, { incident: incident.id, ...wanted });
  lines.forEach(print);
}

async function list({ config, json, print }: RecoveryCall): Promise<void> {
  const incidents = await listIncidents(config);
  if (json) return print(JSON.stringify(incidents.map(({ id, open, leader }) => ({ id, open, leader }))));
  if (incidents.length === 0) print('There was no incident.');
  for (const { id, open, leader, events } of incidents) {
    const at = events[0] === undefined ? '' : localTime(new Date(events[0].at));
    print(`${id}  ${at}  ${open ? 'open' : 'finished'}${drillOf(events)}  ${leader}`);
  }
}

function drillOf(events: Incident['events']): string {
  return events.some((event) => event.kind === 'opened' && event.drill === true) ? ' drill' : '';
}
