import type { Config } from '../../src/config/keys.ts';
import type { Context } from '../../src/context.ts';
import { fail } from '../../src/failures.ts';
import {
  listIncidents,
  readIncidents,
  record,
  requireIncident,
  startIncident,
} from '../../src/recovery/incident.ts';
import { finishIncident } from '../../src/recovery/finish.ts';
import { isDrill, titleOf } from '../../src/recovery/is-drill.ts';
import { isSamePerson, personHere, personText } from '../../src/recovery/person.ts';
import { notesPath } from '../../src/recovery/notes.ts';
import { keepNotes } from '../../src/recovery/notes-keeper.ts';
import { reportIncident, reportMarkdown } from '../../src/recovery/report.ts';
import { readChecklist } from '../../src/recovery/site-steps.ts';
import { readWriter } from '../../src/recovery/writer.ts';
import { tryLock } from '../../src/sync/lock.ts';
import { localTime } from '../../src/sync/summary.ts';
import type { RecoveryCall } from './call.ts';
import { lead } from './call.ts';
import { checklistLines } from './text.ts';

/** start [WHY]: opens an incident. */
export async function start({ context, config, words, drill, print }: RecoveryCall): Promise<void> {
  const incident = await startIncident(context, config, { why: words.join(' '), drill });
  print(`${titleOf(incident)} is open. Notes: ${notesPath(config, incident)}`);
  print('Next: ot-recovery status');
}

/** status: the checklist of the open incident. */
export async function status({ context, config, print, json }: RecoveryCall): Promise<void> {
  const { incidents, problems } = await readIncidents(config);
  problems.forEach((problem) => context.log.warn(problem));
  const incident = incidents.findLast(({ open }) => open);
  const checklist = await readChecklist(context, config);
  if (json) {
    const told = incident === undefined ? null : reportIncident(incident, checklist);
    const all = [...problems, ...checklist.problems];
    return print(JSON.stringify({ schemaVersion: 1, incident: told, problems: all }));
  }
  checklist.problems.forEach((problem) => context.log.warn(problem));
  if (incident === undefined) return print('No incident is open. ot-recovery start opens one.');
  print(`${titleOf(incident)}, led by ${personText(incident.leader)}. Notes: ${notesPath(config, incident)}`);
  checklistLines(checklist, { incident, writer: await readWriter(config) }).forEach(print);
}

/** take: takes the incident over from whoever leads it. */
export async function take({ context, config, print }: RecoveryCall): Promise<void> {
  const { id, leader } = await requireIncident(config);
  const me = personHere(context.env);
  const event = { kind: 'taken-over', from: personText(leader) } as const;
  if (!isSamePerson(leader, me)) await record(context, config, { id, event });
  print(`${personText(me)} leads incident ${id}`);
}

/** note TEXT: writes a note, also while a step or the promotion is at work. */
export async function note({ context, config, words, print }: RecoveryCall): Promise<void> {
  const text = words.join(' ').trim();
  if (text === '') fail('usage', { what: 'there is nothing to note', next: 'ot-recovery note TEXT' });
  const incident = await requireIncident(config);
  await record(context, config, { id: incident.id, event: { kind: 'note', text } });
  print(`noted; the notes are ${notesPath(config, incident)}`);
  await writeOutNotes(context, config);
}

const soonSeconds = 2;

/** Who is at work on the recovery writes the notes; who is not makes sure that they are written. */
async function writeOutNotes(context: Context, config: Config): Promise<void> {
  const lock = await tryLock(context, config, {
    ...{ name: 'recovery', what: 'ot-recovery note', waitSeconds: soonSeconds },
  });
  if (lock === undefined) return;
  const notes = await keepNotes(context, config);
  await notes.end();
  await lock.release();
}

/** report [ID]: the whole incident; unless one is named the open one, else the last. */
export async function report({ context, config, words, json, print }: RecoveryCall): Promise<void> {
  const all = await listIncidents(config);
  const [id] = words;
  const open = all.findLast((each) => each.open);
  const incident = id === undefined ? (open ?? all.at(-1)) : all.find((each) => each.id === id);
  if (incident === undefined)
    fail('not-found', { what: 'there is no such incident', next: 'ot-recovery list' });
  const made = reportIncident(incident, await readChecklist(context, config));
  print(json ? JSON.stringify(made) : reportMarkdown(made));
}

/** finish: ends the incident. */
export async function finish(call: RecoveryCall): Promise<void> {
  const { context, config, reason, print } = call;
  const incident = await lead(call);
  const open = await finishIncident(context, config, { incident, reason });
  for (const { title } of open) print(`Left open: ${title}`);
  print(`${titleOf(incident)} is finished. ot-recovery report ${incident.id} prints it.`);
}

/** list: all incidents. */
export async function list({ context, config, json, print }: RecoveryCall): Promise<void> {
  const { incidents, problems } = await readIncidents(config);
  problems.forEach((problem) => context.log.warn(problem));
  if (json) {
    const rows = incidents.map((each) => ({
      ...{ id: each.id, openedAt: each.events[0]?.at, open: each.open, drill: isDrill(each) },
      leader: personText(each.leader),
    }));
    return print(JSON.stringify({ schemaVersion: 1, incidents: rows, problems }));
  }
  if (incidents.length === 0) print('There was no incident.');
  for (const incident of incidents) {
    const { id, open, leader, events } = incident;
    const at = events[0] === undefined ? '' : localTime(new Date(events[0].at));
    print(
      `${id}  ${at}  ${open ? 'open' : 'finished'}${isDrill(incident) ? ' drill' : ''}  ${personText(leader)}`,
    );
  }
}
