import type { CheckReport } from '../checks/check.ts';
import { checkMarks, worstFirst } from '../checks/check.ts';
import { formatSeconds } from '../figures.ts';
import { marks } from '../marks.ts';
import { cut } from '../text-width.ts';
import { wrapText } from '../wrap-text.ts';
import type { Report } from './report.ts';

const oldSeconds = 5;

/** The checks for people, the worst first: what is well in a line each, the rest whole and with what to do. */
export function readinessText({ checks }: Report, columns: number): readonly string[] {
  const lines = worstFirst.flatMap((verdict) =>
    checks.filter((check) => check.verdict === verdict).flatMap((check) => checkText(check, columns)),
  );
  return [headline(checks), ...lines];
}

function headline(checks: readonly CheckReport[]): string {
  const counts = worstFirst.flatMap((verdict) => {
    const count = checks.filter((check) => check.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${verdict}`];
  });
  const wrong = checks.some(({ verdict, counts: counted }) => verdict !== 'ok' && counted);
  return `Readiness     ${counts.join(', ')}${wrong ? '' : ': nothing is wrong'}`;
}

function checkText({ verdict, said, next, ageSeconds }: CheckReport, columns: number): readonly string[] {
  const mark = `  ${marks[checkMarks[verdict]]} `;
  const age = ageSeconds >= oldSeconds ? ` (${formatSeconds(ageSeconds)} ago)` : '';
  if (verdict === 'ok') return [mark + cut(`${said}${age}`, columns - mark.length)];
  const indent = ' '.repeat(mark.length);
  const [first = '', ...rest] = wrapText(`${said}${age}`, { columns, indent });
  const advice = next === null ? [] : wrapText(`→ ${next}`, { columns, indent });
  return [mark + first.trimStart(), ...rest, ...advice];
}
