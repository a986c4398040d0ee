import type { Event } from '../../../src/recovery/events.ts';
import { stepMarks } from '../../../src/recovery/step-states.ts';
import { marks } from '../../theme.ts';
import type { Line } from '../../line.ts';
import { line, span } from '../../line.ts';
import type { State } from '../state.ts';
import { lastSeen } from '../state.ts';
import { ageOf, timeOfDay } from './ages.ts';
import { paragraph } from '../../paragraph.ts';
import { messageLines } from './message.ts';
import { promotionLines } from './promotion.ts';
import { waitingText } from '../waiting.ts';
import { shortened } from './shortened.ts';
import type { StepView } from './steps.ts';

/** Steps for which production is looked at. */
const watched = ['exhaust', 'fence', 'promote'];

/** A step: how it stands, why it exists, what is true now, what was found, what will run, how it is done by hand. */
export function stepLines(state: State, view: StepView, columns: number): readonly Line[] {
  const { step, reason, at } = view;
  const mark = marks[stepMarks[view.state]];
  const events = lastSeen(state.snapshot.recovery)?.value.incident?.events ?? [];
  const when = at === undefined ? '' : ` ${timeOfDay(at)}`;
  // Why it is done comes first, until it is being done.
  const parts =
    step.id === 'promote'
      ? part('Its parts', promotionLines(events, state.now, view.state === 'running'))
      : [];
  return [
    ...paragraph(step.title, columns, { tone: 'strong' }),
    [span(mark.text, mark.tone), span(` ${view.state}${when}`, mark.tone)],
    ...(reason === undefined ? [] : paragraph(reason, columns)),
    ...(view.state === 'pending' ? [] : parts),
    ...part('Found', foundLines(events, step.id, columns)),
    ...failedCommand(state, view, columns),
    [],
    ...paragraph(step.purpose, columns),
    ...(step.noReturn ? ['', 'There is no way back behind this step.'].map((text) => line(text, 'bad')) : []),
    ...(view.state === 'pending' ? parts : []),
    ...(watched.includes(step.id) ? probeLines(state, columns) : []),
    ...(step.id === 'smoke' ? part('To set it right', afterLines(state, columns)) : []),
    ...(step.id === 'inform' ? part('The message', messageLines(state, columns)) : []),
    ...part(
      'Runs',
      paragraph(programOf(state, view) ?? builtIn.get(step.id) ?? 'nothing: it is done by hand', columns, {
        indent: '  ',
      }),
    ),
    ...part(
      'By hand',
      step.byHand.flatMap((text) => paragraph(text, columns, { indent: '  ' })),
    ),
  ];
}

/** What the tool itself does for a step. */
const builtIn: ReadonlyMap<string, string> = new Map(
  Object.entries({
    notes: 'ot-recovery start',
    exhaust: 'ot-recovery step exhaust run: looks at production in every way; the decision is yours ("d")',
    fence: 'ot-recovery step fence run: looks for signs of life',
    promote: 'ot-disable-standby-mode',
    loss: 'ot-recovery step loss run: names every missing file',
    repoint: 'ot-recovery step repoint run: proves that the public address leads here',
    smoke: 'ot-recovery step smoke run: asks Odoo for its login page',
    inform: 'shows the message alone, to be copied',
  }),
);

/** The site's own program for a step. */
export function programOf({ snapshot }: State, { step }: StepView): string | undefined {
  if ('after' in step) {
    const argvs = [step.command, step.check].filter((argv) => argv !== undefined);
    return argvs.length === 0 ? undefined : argvs.map((argv) => argv.join(' ')).join(', then ');
  }
  const program = step.commandKey === undefined ? undefined : snapshot.config?.[step.commandKey];
  return typeof program === 'string' && program !== '' ? program : undefined;
}

/** Whether there is something to run for a step. */
export function canRun(state: State, view: StepView): boolean {
  return programOf(state, view) !== undefined || (view.step.id !== 'notes' && builtIn.has(view.step.id));
}

function part(head: string, lines: readonly Line[]): readonly Line[] {
  return lines.length === 0 ? [] : [[], line(head, 'strong'), ...lines];
}

/** What the last run of the step has found, and what its program said. */
function foundLines(events: readonly Event[], id: string, columns: number): readonly Line[] {
  const begun = events.findLastIndex(
    (event) => event.kind === 'step' && event.step === id && event.state === 'running',
  );
  const own = begun < 0 ? [] : shortened(events.slice(begun));
  return own.flatMap((event) => {
    if (event.kind === 'fact' && event.name === id) return paragraph(event.what, columns, { indent: '  ' });
    if (event.kind !== 'outcome' || event.act !== `${id}-command`) return [];
    return [event.what, ...event.tail].flatMap((text) => paragraph(text, columns, { indent: '  ' }));
  });
}

/** What can be done to Odoo once it is in production here. */
function afterLines(state: State, columns: number): readonly Line[] {
  const services = (state.snapshot.config?.SERVICES ?? []).join(', ');
  const waiting = waitingText(state);
  const lines = [
    'm  let Odoo make its asset bundles anew: for pages without style sheets',
    ...(services === '' ? [] : [`s  restart ${services}`]),
    ...(waiting === undefined ? [] : [`c  let scheduled jobs go: ${waiting}`]),
  ];
  return lines.flatMap((text) => paragraph(text, columns, { indent: '  ' }));
}

const leads = {
  alive: span(`${marks.bad.text} `, marks.bad.tone),
  silent: span(`${marks.pending.text} `, marks.pending.tone),
  unknown: span(`${marks.unknown.text} `, marks.unknown.tone),
} as const;

function probeLines({ snapshot, now }: State, columns: number): readonly Line[] {
  const seen = lastSeen(snapshot.probes);
  if (seen === undefined) return [];
  const lines = seen.value.flatMap(({ name, sign, what }) => {
    const [first = [], ...rest] = paragraph(`${name}: ${what}`, columns - 5);
    const lead = leads[sign];
    return [[lead, ...first], ...rest.map((more) => [span('     '), ...more])];
  });
  return [[], [span('Signs of life  ', 'strong'), ...ageOf(snapshot.probes, now, 90_000)], ...lines];
}

/** Why the promotion did not begin: such a refusal is in no journal, only in what the command printed. */
function failedCommand({ snapshot }: State, { step, state }: StepView, columns: number): readonly Line[] {
  const last = snapshot.commands.findLast(({ title }) =>
    step.id === 'promote' ? title === 'promotion' : [`run ${step.id}`, `tick ${step.id}`].includes(title),
  );
  if (last === undefined || state === 'done' || state === 'skipped') return [];
  if (last.state !== 'ended' || last.exitCode === 0) return [];
  const said = last.tail
    .slice(-4)
    .flatMap((text) => paragraph(text.trim(), columns, { indent: '  ', tone: 'bad' }));
  return part(`The last attempt ended with ${last.exitCode ?? 'a signal'}`, said);
}
