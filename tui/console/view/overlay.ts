import type { Line } from '../../line.ts';
import { fit, line, span } from '../../line.ts';
import { behaviours } from '../actions.ts';
import type { KeyBinding } from '../keys.ts';
import { actions, keyTable, screens } from '../keys.ts';
import { questionOf } from '../questions.ts';
import type { Size } from '../../size.ts';
import type { Overlay, State } from '../state.ts';
import { lastSeen, roleOf } from '../state.ts';
import { commandLines } from '../../command-lines.ts';
import { paragraph } from '../../paragraph.ts';
import { typedLines } from '../../typed.ts';
import { detailLines } from './detail.ts';
import { answers, productionOf } from './header.ts';
import { lossItems } from './losses.ts';
import { messageLines } from './message.ts';
import { overviewItems } from './overview.ts';
import { runDetail } from './runs.ts';
import { mostScroll, scrolledBy } from '../../scrolled.ts';

/** What lies over the screen, in exactly this room. */
export function overlayLines(state: State, overlay: Overlay, { columns, rows }: Size): readonly Line[] {
  const width = columns - 2;
  const lines = contentOf(state, overlay, width).map((each) => [span(' '), ...each]);
  if (overlay.kind === 'command') return endOf(lines, state.scroll, rows);
  return scrolledBy(lines, state.scroll, rows);
}

/** How far what lies over the screen can be scrolled. */
export function overlayScroll(state: State, overlay: Overlay, { columns, rows }: Size): number {
  return mostScroll(contentOf(state, overlay, columns - 2), rows);
}

function contentOf(state: State, overlay: Overlay, columns: number): readonly Line[] {
  const { snapshot, now } = state;
  switch (overlay.kind) {
    case 'help':
      return helpLines(state, columns);
    case 'line': {
      const item = overviewItems(state).find(({ id }) => id === overlay.id);
      return item === undefined
        ? [line('This line is gone: all is well with it.')]
        : detailLines(item.detail, columns);
    }
    case 'run': {
      const run = lastSeen(snapshot.runs)?.value.find(({ id }) => id === overlay.id);
      return run === undefined ? [line('This run is not kept any more.')] : runDetail(run, now, columns);
    }
    case 'command':
      return commandLines(
        snapshot.commands.find(({ id }) => id === overlay.id),
        columns,
      );
    case 'export':
      return exportLines(state, columns);
    case 'message':
      return messageLines(state, columns);
    case 'confirm':
    case 'ask':
      return questionLines(state, overlay, columns);
  }
}

/** A running command is read from its end; scrolling goes back. */
function endOf(lines: readonly Line[], scroll: number, rows: number): readonly Line[] {
  return scrolledBy(lines, Math.max(0, lines.length - rows - scroll), rows);
}

function questionLines(
  state: State,
  overlay: Extract<Overlay, { kind: 'ask' | 'confirm' }>,
  columns: number,
): readonly Line[] {
  const { title, about, prompt } = questionOf(overlay.purpose);
  const head = [
    [],
    ...paragraph(title, columns, { tone: 'strong' }),
    [],
    ...about.flatMap((text) => paragraph(text, columns)),
    [],
    ...(overlay.purpose.for === 'promote' ? standing(state) : []),
  ];
  if (overlay.kind === 'confirm' || prompt === undefined) return [...head, line('y = yes, Esc = no', 'key')];
  return [...head, line(prompt, 'key'), ...typedLines(overlay.typed, columns)];
}

/** What is true before a promotion: both machines, their roles, what would be lost. */
function standing(state: State): readonly Line[] {
  const role = roleOf(state).toUpperCase();
  return [
    [span(fit('this machine', 15)), span(`${state.host}, ${role}`, 'strong')],
    [span(fit('production', 15)), span(`${productionOf(state)}, `, 'strong'), answers(state)],
    [],
    ...lossItems(state).map(({ line: told }) => told),
    [],
  ];
}

function exportLines(state: State, columns: number): readonly Line[] {
  const recovery = lastSeen(state.snapshot.recovery)?.value;
  const id = recovery?.incident?.id ?? '';
  return [
    line('Notes and report', 'strong'),
    [],
    ...paragraph('The notes are plain Markdown, and are readable without this program:', columns),
    ...paragraph(recovery?.notesPath ?? '', columns, { indent: '  ', tone: 'key' }),
    [],
    ...paragraph('The whole report, for people and for programs:', columns),
    line(`  ot-recovery report ${id}`, 'key'),
    line(`  ot-recovery report ${id} --json`, 'key'),
    [],
    ...paragraph('While an incident is open its notes are printed when you leave the console.', columns),
  ];
}

const places = {
  everywhere: 'On every screen',
  overview: 'Overview',
  recovery: 'Recovery',
  runs: 'Runs',
  notes: 'Notes',
};

/** All keys, and why one does nothing now; those of the present screen first. */
function helpLines(state: State, columns: number): readonly Line[] {
  const order = [state.screen, 'everywhere' as const, ...screens.filter((screen) => screen !== state.screen)];
  return order.flatMap((place) => [
    line(places[place], 'strong'),
    ...actions.flatMap((action): readonly Line[] => {
      const { where, shown, about }: KeyBinding = keyTable[action];
      if (where !== place) return [];
      const may = behaviours[action].enabled({
        ...state,
        screen: place === 'everywhere' ? state.screen : place,
      });
      const text = `${about}${may === true ? '' : ` (not now: ${may})`}`;
      const [first = [], ...rest] = paragraph(text, columns - 14, may === true ? {} : { tone: 'faint' });
      return [
        [span(`  ${fit(shown, 12)}`, 'key'), ...first],
        ...rest.map((more) => [span(' '.repeat(14)), ...more]),
      ];
    }),
    [],
  ]);
}
