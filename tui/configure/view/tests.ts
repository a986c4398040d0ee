import type { ProbeResult } from '../../../src/checks/connection/probe.ts';
import { probeMarks } from '../../../src/checks/connection/probe.ts';
import type { Line } from '../../line.ts';
import { cutLine, fit, line, span } from '../../line.ts';
import { paragraph } from '../../paragraph.ts';
import { marks } from '../../theme.ts';
import { probesOf } from '../pages.ts';
import type { State } from '../state.ts';

const order = ['failed', 'warning', 'ok', 'skipped'];

/** What the tests say of a page, a row each; what is wrong first, then in the page's own order. */
export function testLines({ page, facts: { tests } }: State, columns: number): readonly Line[] {
  const probes = probesOf(page);
  const rank = ({ verdict, probe }: ProbeResult) => order.indexOf(verdict) * 100 + probes.indexOf(probe);
  const of = tests.results
    .filter(({ probe }) => probes.includes(probe))
    .toSorted((a, b) => rank(a) - rank(b));
  const running = tests.running && probes.length > 0;
  return [
    ...of.map((result) => cutLine(resultLine(result), columns)),
    ...(running ? [[span(marks.running.text, 'warning'), span(' being tested')]] : []),
  ];
}

function resultLine({ probe, verdict, seen, next }: ProbeResult): Line {
  const { text, tone } = marks[probeMarks[verdict]];
  const more = verdict === 'failed' && next !== undefined ? ` → ${next}` : '';
  return [span(text, tone), span(` ${fit(probe, 11)} `, 'strong'), span(seen), span(more, 'faint')];
}

/** All that the tests say, in full. */
export function allTestLines({ facts: { tests } }: State, columns: number): readonly Line[] {
  const title = tests.running ? 'Being tested' : 'Tested, with the values as they are on these pages';
  const told = tests.results.flatMap(({ probe, verdict, seen, next }) => {
    const { text, tone } = marks[probeMarks[verdict]];
    const [first = [], ...rest] = paragraph(seen, columns - 19);
    const todo =
      next === undefined || verdict === 'ok' || verdict === 'skipped'
        ? []
        : paragraph(`→ ${next}`, columns - 19);
    const under = [...rest, ...todo].map((each) => [span(' '.repeat(19)), ...each]);
    return [[span(text, tone), span(` ${fit(probe, 13)} `, 'strong'), ...first], ...under];
  });
  return [line(title, 'strong'), [], ...told];
}
