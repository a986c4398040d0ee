import { formatSeconds } from '../../../src/figures.ts';
import type { Run } from '../../../src/sync/run-history.ts';
import type { Line } from '../../line.ts';
import { fit, fitLine, line, span } from '../../line.ts';
import type { marks as allMarks } from '../../theme.ts';
import { marks } from '../../theme.ts';
import type { Size } from '../../size.ts';
import type { State } from '../state.ts';
import { lastSeen } from '../state.ts';
import { ageOf } from './ages.ts';
import { paragraph } from '../../paragraph.ts';
import { scrolledTo } from '../../scrolled.ts';
import { changesOf } from './syncs.ts';
import { localTime } from '../../../src/sync/summary.ts';

/** The runs that the filter lets through, newest first. */
export function shownRuns({ snapshot, filter }: State): readonly Run[] {
  const runs = lastSeen(snapshot.runs)?.value ?? [];
  if (filter.job === undefined && !filter.wrong) return runs;
  const right = (run: Run) => run.outcome === 'ok' || run.outcome === 'running';
  return runs.filter((run) => (filter.job ?? run.job) === run.job && !(filter.wrong && right(run)));
}

/** All runs in exactly this room. */
export function runLines(state: State, { columns, rows }: Size): readonly Line[] {
  const runs = shownRuns(state);
  const { job, wrong } = state.filter;
  const what = `${wrong ? 'Runs that did not end well' : 'All runs'} of ${job ?? 'all syncs'}: ${runs.length}`;
  const head = [
    ...fitLine(line(` ${what}`, 'strong'), columns - 24),
    ...ageOf(state.snapshot.runs, state.now),
  ];
  if (runs.length === 0) {
    const filtered = job !== undefined || wrong;
    return [head, [], line(filtered ? '   None. "f" and "w" choose what is shown.' : '   None.', 'faint')];
  }
  const selected = Math.min(state.selected.runs, runs.length - 1);
  const room = rows - 2;
  // Of a thousand runs only those near the selected one are drawn.
  const first = Math.max(0, Math.min(selected - room, runs.length - 2 * room));
  const near = runs
    .slice(first, first + 3 * room)
    .map((run, at) => runLine(run, first + at === selected, state.now));
  return [head, [], ...scrolledTo(near, selected - first, room)];
}

const outcomeMarks: Readonly<Record<Run['outcome'], keyof typeof allMarks>> = {
  running: 'running',
  ok: 'good',
  partial: 'warning',
  failed: 'bad',
  refused: 'bad',
  unverified: 'bad',
  unreachable: 'warning',
  interrupted: 'skipped',
  died: 'unknown',
};

function runLine(run: Run, here: boolean, now: number): Line {
  const mark = marks[outcomeMarks[run.outcome]];
  const tone = here ? 'selected' : undefined;
  const what = run.failure?.what ?? (run.counts === undefined ? '' : changesOf(run.counts));
  return [
    span(here ? ' ❯ ' : '   ', 'selected'),
    span(`${localTime(new Date(run.startedAt)).slice(5)} `, tone),
    span(`${fit(run.job, 12)}`, tone ?? 'strong'),
    span(mark.text, mark.tone),
    span(` ${fit(run.outcome, 11)}`, mark.tone),
    span(` ${fit(durationOf(run, now), 7)} ${fit(byWhom(run), 8)} `, 'faint'),
    span(what),
  ];
}

function durationOf({ startedAt, endedAt, outcome }: Run, now: number): string {
  if (outcome === 'died') return '?';
  const end = endedAt === undefined ? now : Date.parse(endedAt);
  return formatSeconds(Math.max(0, end - Date.parse(startedAt)) / 1000);
}

function byWhom({ by }: Run): string {
  return by.from === 'cron' || by.from === 'systemd' ? by.from : (by.sudoUser ?? by.user);
}

/** A run with all that is kept of it. */
export function runDetail(run: Run, now: number, columns: number): readonly Line[] {
  const { id, job, failure, counts, problems, notes, output } = run;
  const mark = marks[outcomeMarks[run.outcome]];
  const rows = (head: string, texts: readonly string[]) =>
    texts.length === 0
      ? []
      : [[], line(head, 'strong'), ...texts.flatMap((text) => paragraph(text, columns, { indent: '  ' }))];
  return [
    line(`Run of ${job}, ${localTime(new Date(run.startedAt))}`, 'strong'),
    [
      span(mark.text, mark.tone),
      span(` ${run.outcome}, exit code ${run.exitCode ?? 'none'}, ${durationOf(run, now)}`),
    ],
    line(`by ${byWhom(run)} on ${run.by.host}, process ${run.by.pid}, version ${run.by.version}`),
    line(`record ${id}`, 'faint'),
    ...(counts === undefined ? [] : [line(`changes: ${changesOf(counts)}; ${counts.present} there before`)]),
    ...rows('Failure', failure === undefined ? [] : [failure.what, `→ ${failure.next}`]),
    ...rows(
      'Left out',
      problems.map(({ item, what, next }) => `${item}: ${what}${next === undefined ? '' : ` → ${next}`}`),
    ),
    ...rows('Remarks', notes),
    ...rows('End of its output', output.length === 0 ? ['(it printed nothing)'] : output),
  ];
}
