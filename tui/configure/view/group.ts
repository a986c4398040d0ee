import { fallbackText } from '../../../src/config/texts.ts';
import { keys } from '../../../src/config/keys.ts';
import type { Line } from '../../line.ts';
import { cut, fit, fitLine, line, span } from '../../line.ts';
import { paragraph } from '../../paragraph.ts';
import { scrolledTo } from '../../scrolled.ts';
import type { Size } from '../../size.ts';
import type { Field } from '../fields.ts';
import { pageFields, selectedField } from '../fields.ts';
import { pageTexts } from '../pages.ts';
import type { State } from '../state.ts';
import { seen } from '../state.ts';
import { inputLines } from './input.ts';
import { testLines } from './tests.ts';

const leastRows = 4;
const leastTests = 3;

/** A page of values: the list, what is known of the selected one, and what the tests say. */
export function groupLines(state: State, { columns, rows }: Size): readonly Line[] {
  const field = selectedField(state);
  const about = field === undefined ? [] : aboutField(state, field, columns);
  const fields = pageFields(state);
  const head = [line(pageTexts[state.page].title, 'strong'), []];
  const tests = [...testLines(state, columns), ...foundLines(state, columns)];
  const room = rows - head.length - about.length - 2 - Math.min(tests.length, leastTests);
  const height = Math.max(leastRows, Math.min(fields.length, room));
  const at = fields.findIndex(({ key }) => key === field?.key);
  const list = fields.map((each) => fieldLine(each, each.key === field?.key, columns));
  const above = [...head, ...scrolledTo(list, at, height), [], ...about, []];
  return [...above, ...cutTests(tests, rows - above.length)];
}

/** As many as there is room for; the last row then says how many more there are. */
function cutTests(tests: readonly Line[], room: number): readonly Line[] {
  if (tests.length <= room) return tests;
  const shown = Math.max(0, room - 1);
  const more = line(`… and ${tests.length - shown} more: t shows all of them`, 'faint');
  return [...tests.slice(0, shown), more].slice(0, Math.max(0, room));
}

const nameColumns = 26;
const origins = {
  wrong: 'bad',
  changed: 'warning',
  file: 'faint',
  detected: 'faint',
  default: 'faint',
} as const;

function fieldLine(field: Field, here: boolean, columns: number): Line {
  const { key, text, from, detected, proposal } = field;
  const value = text === '' ? (detected?.value ?? '') : text;
  const origin = from === 'wrong' ? 'NOT USABLE' : proposal === undefined ? from : `${from}, d: other`;
  const room = columns - nameColumns - 2 - origin.length - 1;
  const look = here ? 'selected' : undefined;
  return [
    span(here ? '❯ ' : '  ', 'selected'),
    look === undefined ? span(fit(key, nameColumns)) : span(fit(key, nameColumns), look),
    span(fit(value === '' ? '-' : cut(value, room), room), value === text ? 'strong' : 'faint'),
    span(` ${origin}`, proposal === undefined ? origins[from] : 'warning'),
  ];
}

/** What there is to know of a value; while it is being changed, first of all what is typed. */
function aboutField(state: State, field: Field, columns: number): readonly Line[] {
  const { key, text, expected, detected, proposal } = field;
  const { about, kind } = keys[key];
  const fallback = fallbackText(key);
  const small = [`Expected: ${kind.expected}.`, `Default: ${fallback === '' ? 'nothing' : fallback}.`];
  const tell = (said: string, tone: 'faint' | 'warning' | 'bad') => paragraph(said, columns, { tone });
  const typing = inputLines(state, columns);
  if (typing.length > 0) return [...typing, [], ...paragraph(about, columns)];
  return [
    ...(expected === undefined ? [] : tell(`"${text}" is not usable: expected ${expected}.`, 'bad')),
    ...paragraph(about, columns),
    ...tell(small.join(' '), 'faint'),
    ...(detected === undefined ? [] : tell(`Counts as ${detected.value} (${detected.how}).`, 'faint')),
    ...(proposal === undefined
      ? []
      : tell(`Found: ${proposal.value} (${proposal.seen}). d takes it.`, 'warning')),
  ];
}

/** What was found on this machine that has to do with this page. */
function foundLines(state: State, columns: number): readonly Line[] {
  const { note } = pageTexts[state.page];
  const findings = seen(state.facts.detected)?.findings.filter(({ group }) => group === state.page) ?? [];
  const lines = findings.map(({ about, seen: what }) =>
    fitLine([span('found ', 'faint'), span(`${about}: ${what}`, 'faint')], columns),
  );
  return [...lines, ...(note === undefined ? [] : [line(note, 'faint')])];
}
