import type { CheckReport } from '../../../src/checks/check.ts';
import { checkMarks, worstFirst } from '../../../src/checks/check.ts';
import { formatSeconds } from '../../../src/figures.ts';
import { span } from '../../line.ts';
import type { Tone } from '../../theme.ts';
import { marks } from '../../theme.ts';
import type { State } from '../state.ts';
import { lastSeen } from '../state.ts';
import type { Item } from './item.ts';
import { marked } from './item.ts';

/** Told elsewhere on this screen. */
const elsewhere = /^(job-|drill$)/;

/** The readiness checks, the worst first; but for those that stand in lines of their own. */
export function readinessItems(state: State): readonly Item[] {
  const { report } = state.snapshot;
  const seen = lastSeen(report);
  const failed = report.state === 'failed' ? [failedItem(report.why)] : [];
  const checks = seen?.value.checks.filter(({ id }) => !elsewhere.test(id)) ?? [];
  const older = seen === undefined ? 0 : Math.max(0, Math.round((state.now - seen.at) / 1000));
  const sorted = worstFirst.flatMap((verdict) => checks.filter((check) => check.verdict === verdict));
  return [...failed, ...sorted.map((check) => checkItem(check, older, report.state === 'failed'))];
}

/** The heading, with how many of the checks are well. */
export function readinessTitle({ snapshot }: State): string {
  const checks = lastSeen(snapshot.report)?.value.checks ?? [];
  const well = checks.filter(({ verdict }) => verdict === 'ok').length;
  const all = checks.length;
  return all === 0 ? 'Readiness' : `Readiness: ${well === all ? `all ${all}` : `${well} of ${all}`} well`;
}

function checkItem(check: CheckReport, older: number, stale: boolean): Item {
  const { id, title, verdict, said, values, next, command } = check;
  const mark = marks[stale ? 'unknown' : checkMarks[verdict]];
  const tone: { tone?: Tone } = verdict === 'ok' && !stale ? {} : { tone: mark.tone };
  const advice = next === null ? [] : [span(` → ${next}`, 'faint')];
  return {
    id: `check-${id}`,
    line: [span(mark.text, mark.tone), { text: ` ${said}`, ...tone }, ...advice],
    detail: {
      title: `${title}: ${said}`,
      lookedAt: `${stale ? 'STALE: ' : ''}${formatSeconds(check.ageSeconds + older)} ago.`,
      values: values.map(({ name, value }) => `${name}: ${value ?? 'none'}`),
      command,
      todo: next ?? 'Nothing.',
    },
  };
}

function failedItem(why: string): Item {
  return {
    id: 'failed',
    line: marked('unknown', 'status', why),
    detail: {
      title: 'This machine cannot be looked at',
      lookedAt: 'This machine.',
      values: [why],
      command: 'ot-status',
      todo: 'Run the command: it says more.',
    },
  };
}
