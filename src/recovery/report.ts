import type { Event } from './events.ts';
import type { FullChecklist } from './site-steps.ts';
import { isDrill, titleOf } from './is-drill.ts';
import type { Incident } from './incident.ts';
import { markdown } from './markdown.ts';
import { entryOf } from './notes.ts';
import { personOf, personText } from './person.ts';
import { stepState } from './step-states.ts';

/** A step as the report tells of it. */
export interface ReportedStep {
  readonly id: string;
  readonly title: string;
  readonly state: string;
  readonly at: string | undefined;
  readonly reason: string | undefined;
}

/** The whole incident, for people and programs. */
export interface IncidentReport {
  readonly schemaVersion: 1;
  readonly id: string;
  /** A rehearsal, with production alive. */
  readonly drill: boolean;
  readonly open: boolean;
  readonly leader: string;
  readonly openedAt: string | undefined;
  readonly lastEventAt: string | undefined;
  readonly people: readonly string[];
  readonly steps: readonly ReportedStep[];
  /** What was found to be lost. */
  readonly lost: readonly string[];
  /** Acts that were begun and of which no end is known. */
  readonly interrupted: readonly string[];
  /** Lines of the journal that cannot be read. */
  readonly damaged: readonly number[];
  readonly events: readonly Event[];
}

/** Makes the report of an incident: a pure function of its journal and the checklist. */
export function reportIncident(incident: Incident, checklist: FullChecklist): IncidentReport {
  const { id, open, leader, events, damaged } = incident;
  const steps = checklist.steps.map(({ id: step, title }) => ({
    id: step,
    title,
    ...stepState(events, step),
  }));
  return {
    schemaVersion: 1,
    ...{ id, open, steps, damaged, events },
    leader: personText(leader),
    drill: isDrill(incident),
    openedAt: events.at(0)?.at,
    lastEventAt: events.at(-1)?.at,
    people: [...new Set(events.map(({ by }) => personText(personOf(by))))],
    lost: lastFound(events, 'loss'),
    interrupted: interruptedActs(events),
  };
}

/** What a step found when it was run last: an earlier look may be out of date. */
function lastFound(events: readonly Event[], step: string): readonly string[] {
  const began = events.findLastIndex(
    (event) => event.kind === 'step' && event.step === step && event.state === 'running',
  );
  const since = events.slice(Math.max(0, began));
  return since.flatMap((event) => (event.kind === 'fact' && event.name === step ? [event.what] : []));
}

function interruptedActs(events: readonly Event[]): readonly string[] {
  return events.flatMap((event, index) => {
    if (event.kind !== 'intent') return [];
    // Its own end, or a later run that found it done.
    const ended = events
      .slice(index + 1)
      .some(
        (next) =>
          (next.kind === 'outcome' && next.act === event.act) ||
          (next.kind === 'fact' && next.name === event.act),
      );
    return ended ? [] : [event.what];
  });
}

/** The report as Markdown. */
export function reportMarkdown(report: IncidentReport): string {
  const { openedAt, lastEventAt } = report;
  const { inline, indented } = markdown;
  const minutes =
    openedAt === undefined || lastEventAt === undefined
      ? 'unknown'
      : `${Math.round((Date.parse(lastEventAt) - Date.parse(openedAt)) / 60_000)} minutes`;
  const list = (lines: readonly string[], none: string) =>
    lines.length === 0 ? [none] : lines.map((line) => `- ${indented(line)}`);
  const steps = report.steps.map(
    ({ title, state, reason }) =>
      `- ${inline(title)}: **${state}**${reason === undefined ? '' : ` (${inline(reason)})`}`,
  );
  const open = [
    ...report.steps
      .filter(({ state }) => state !== 'done' && state !== 'skipped')
      .map(({ title }) => `not done: ${title}`),
    ...report.interrupted.map((what) => `begun, no end known: ${what}`),
    ...report.damaged.map((line) => `line ${line} of the journal cannot be read`),
  ];
  return [
    `# ${titleOf(report)}`,
    '',
    `Opened ${openedAt ?? 'at an unknown time'}, ${report.open ? 'still open' : 'finished'}, ${minutes} from first to last entry. ` +
      `Led by ${inline(report.leader)}. People: ${inline(report.people.join(', '))}.`,
    ...['', '## Steps', '', ...steps],
    ...['', '## What is lost', '', ...list(report.lost, 'Not looked at: ot-recovery step loss run.')],
    ...['', '## Open ends', '', ...list(open, 'None.')],
    ...['', '## Timeline', '', ...report.events.map(entryOf)],
  ].join('\n');
}
