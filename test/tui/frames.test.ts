import { expect, test } from 'vitest';
import { edited } from '../../tui/edit-line.ts';
import { begunFact } from '../../src/recovery/promotion/begun.ts';
import type { CheckReport } from '../../src/checks/check.ts';
import type { Facts, ReplicationReport, Report } from '../../src/status/report.ts';
import { plainPage } from '../../tui/console/plain.ts';
import type { Snapshot, State } from '../../tui/console/state.ts';
import { readinessItems } from '../../tui/console/view/readiness.ts';
import { frameLines } from '../../tui/console/view/frame.ts';
import type { Size } from '../../tui/size.ts';
import { smallest } from '../../tui/size.ts';
import { compact, frameOf, testFrames } from './frames.ts';
import * as story from './story.ts';

const { consoleOf, incident, opening, promoting, recovery, report, seen } = story;

const failed = { state: 'failed', why: 'the look was interrupted', at: story.now } as const;

/** The console in every state that counts, by the name of its frame. */
const stories: Readonly<Record<string, State>> = {
  'overview-nothing-yet': { ...consoleOf({ report: { state: 'not yet' }, missing: { state: 'not yet' } }) },
  'overview-fresh': consoleOf({ report: seen(report({ jobs: story.freshJobs() })), runs: seen([]) }),
  'overview-healthy': consoleOf(),
  'overview-failing': consoleOf({ report: seen(report({ jobs: story.failedJobs() })) }),
  'overview-unknown': consoleOf({
    report: seen(
      report({ role: { kind: 'unknown', why: 'cluster 15/main is down' }, replication: story.noReplication }),
    ),
    missing: { ...failed, before: { value: { files: [], referred: 12 }, at: story.now - 90_000 } },
  }),
  'overview-stale': consoleOf({
    report: { ...failed, before: { value: report(), at: story.now - 120_000 } },
  }),
  'overview-primary': consoleOf({
    report: seen(
      report({ role: { kind: 'primary', server: '15/main' }, sync: { state: 'known', value: 'off' } }),
    ),
  }),
  ...readinessStories(),
  'overview-detail': consoleOf({}, { overlay: { kind: 'line', id: 'database' } }),
  'confirm-sync': consoleOf(
    {},
    { overlay: { kind: 'confirm', purpose: { for: 'sync', job: 'apt', command: 'ot-apt-sync' } } },
  ),
  'recovery-none': consoleOf({}, { screen: 'recovery' }),
  'recovery-opened': consoleOf(
    {
      recovery: recovery(incident(opening.slice(0, 4))),
      probes: seen([{ name: 'ssh', sign: 'silent', what: 'port 22 does not answer within 5 s' }]),
    },
    { screen: 'recovery', selected: { overview: 0, recovery: 1, runs: 0, notes: 0 } },
  ),
  'recovery-promoting': consoleOf(
    { recovery: recovery(incident([...opening, ...promoting]), 'ot-disable-standby-mode') },
    { screen: 'recovery', selected: { overview: 0, recovery: 4, runs: 0, notes: 0 } },
  ),
  'recovery-interrupted': consoleOf(
    { recovery: recovery(incident([...opening, ...promoting])) },
    { screen: 'recovery', selected: { overview: 0, recovery: 4, runs: 0, notes: 0 } },
  ),
  'recovery-promoted': inProduction({ recovery: 5 }),
  'recovery-smoke': inProduction({ recovery: 6, waiting: seen({ jobs: 12, mails: 3 }) }),
  'recovery-inform': inProduction({ recovery: 8 }),
  'recovery-failed-step': consoleOf(
    {
      recovery: recovery(
        incident([
          ...opening,
          { kind: 'step', step: 'fence', state: 'failed', reason: 'it still answers ssh' },
        ]),
      ),
    },
    { screen: 'recovery', selected: { overview: 0, recovery: 2, runs: 0, notes: 0 } },
  ),
  'recovery-failed-promotion': consoleOf(
    {
      recovery: recovery(
        incident([
          ...opening,
          ...promoting,
          {
            kind: 'outcome',
            act: 'runs-ended',
            ok: false,
            what: 'a lock is held',
            durationMs: 90_000,
            tail: [],
          },
          { kind: 'step', step: 'promote', state: 'failed', reason: 'a lock is held' },
        ]),
      ),
    },
    { screen: 'recovery', selected: { overview: 0, recovery: 4, runs: 0, notes: 0 } },
  ),
  'recovery-watching': consoleOf(
    { recovery: recovery({ ...incident(opening), leader: story.bob }) },
    { screen: 'recovery', selected: { overview: 0, recovery: 4, runs: 0, notes: 0 } },
  ),
  'recovery-drill': consoleOf(
    { recovery: recovery(incident(story.rehearsal)) },
    { screen: 'recovery', selected: { overview: 0, recovery: 4, runs: 0, notes: 0 } },
  ),
  'ask-drill': consoleOf(
    {},
    {
      screen: 'recovery',
      overlay: { kind: 'ask', purpose: { for: 'open', drill: true }, typed: edited('twice a') },
    },
  ),
  'ask-promotion': consoleOf(
    { recovery: recovery(incident(opening)) },
    {
      screen: 'recovery',
      overlay: { kind: 'ask', purpose: { for: 'promote', host: 'standby-7' }, typed: edited('stand') },
    },
  ),
  runs: consoleOf({}, { screen: 'runs' }),
  'runs-many': consoleOf(
    { runs: seen(Array.from({ length: 1000 }, (_, index) => story.run(index))) },
    { screen: 'runs', selected: { overview: 0, recovery: 0, runs: 500, notes: 0 } },
  ),
  'runs-detail': consoleOf({}, { screen: 'runs', overlay: { kind: 'run', id: 'run-2' } }),
  notes: consoleOf({ recovery: recovery(incident([...opening, ...promoting])) }, { screen: 'notes' }),
  help: consoleOf({}, { overlay: { kind: 'help' } }),
};

/** A standby with one thing wrong, for each check of what the report knows; its first line is open. */
function readinessStories(): Readonly<Record<string, State>> {
  const standing = report().replication;
  const replication = (more: Partial<ReplicationReport>) =>
    standing.state === 'known' ? { ...standing, value: { ...standing.value, ...more } } : standing;
  const failure = {
    code: 'configuration',
    what: 'line 3 of the configuration is broken',
    next: 'ot-configure',
  };
  const verification = { at: story.before(3600), ageSeconds: 3600, kind: 'full', referred: 214_332 } as const;
  const facts: Readonly<Record<string, Partial<Facts>>> = {
    configuration: { configuration: { path: '/etc/odoo/ot-redundancy-sync.conf', failure } },
    role: { role: { kind: 'unknown', why: 'two clusters are standbys' }, replication: story.noReplication },
    'sync-off': { sync: { state: 'known', value: 'off' } },
    receiver: { replication: replication({ feed: 'none', receiver: { kind: 'none' } }) },
    paused: { replication: replication({ replayPaused: true }) },
    filestore: { verification: { ...verification, bad: 2 } },
    verified: { verification: { ...verification, bad: 0 } },
    'all-wrong': { jobs: story.failedJobs(), replication: replication({ feed: 'none', replayPaused: true }) },
  };
  const drill = (more: Pick<CheckReport, 'verdict' | 'said' | 'values' | 'next'>): Report => ({
    ...report(),
    checks: [
      ...report().checks,
      { id: 'drill', title: 'last drill', command: 'ot-recovery list', ageSeconds: 4, counts: true, ...more },
    ],
  });
  const seconds = [{ name: 'promotionSeconds', value: 14 }];
  const drills: Readonly<Record<string, Report>> = {
    'drill-held': drill({ verdict: 'ok', said: 'last drill 6 days ago', values: seconds, next: null }),
    'drill-failed': drill({ verdict: 'warning', said: 'last drill failed', values: [], next: 'Mend it.' }),
    'drill-none': drill({ verdict: 'unknown', said: 'last drill: none yet', values: [], next: 'Hold one.' }),
  };
  const detail = { overlay: { kind: 'line', id: 'recovery' } } as const;
  return {
    ...Object.fromEntries(
      Object.entries(drills).map(([name, value]) => [
        `readiness-${name}`,
        consoleOf({ report: seen(value) }, detail),
      ]),
    ),
    ...factStories(facts),
  };
}

function factStories(facts: Readonly<Record<string, Partial<Facts>>>): Readonly<Record<string, State>> {
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, more]) => {
      const state = consoleOf({ report: seen(report(more)) });
      const [first] = readinessItems(state);
      return [
        [`readiness-${name}`, state],
        [`readiness-${name}-detail`, { ...state, overlay: { kind: 'line', id: first?.id ?? '' } } as const],
      ];
    }),
  );
}

const draw = (state: State, size: Size) => frameLines({ ...state, size });

testFrames({
  folder: 'frames',
  states: stories,
  draw,
  sizes: [
    { columns: 80, rows: 24 },
    { columns: 120, rows: 40 },
    { columns: 200, rows: 60 },
  ],
  inAscii: Object.keys(stories),
});

test.each(Object.entries(stories))('%s as plain text', async (name, state) => {
  const text = plainPage(state).join('\n');
  // The first line says it all there, too: the role, and whether production answers.
  expect(text).toMatch(/STANDBY|PRIMARY|UNKNOWN/);
  expect(text).not.toContain('│');
  await expect(compact(text)).toMatchFileSnapshot(`frames/${name}-plain.txt`);
});

test('text of others reaches the terminal as text only', () => {
  const note = { kind: 'note', text: 'a\u001b[2Jb\u0007c 漢字 é' } as const;
  const state = consoleOf({ recovery: recovery(incident([...opening, note])) }, { screen: 'notes' });
  const text = frameOf(draw, state, smallest);
  expect(text).not.toMatch(/\u001b|\u0007/);
  expect(text).toContain('漢字 é');
});

test('the promotion is told from its journal: begun is the fact that the engine writes', () => {
  expect(promoting).toContainEqual(expect.objectContaining({ kind: 'fact', name: begunFact }));
});

/** After the promotion, at one of the last steps. */
function inProduction(at: { readonly recovery: number; readonly waiting?: Snapshot['waiting'] }): State {
  const events = [...opening, ...promoting, { kind: 'step', step: 'promote', state: 'done' } as const];
  const primary = { kind: 'primary', server: '15/main' } as const;
  return consoleOf(
    {
      recovery: recovery(incident(events)),
      report: seen(report({ role: primary, sync: { state: 'known', value: 'off' } })),
      ...(at.waiting === undefined ? {} : { waiting: at.waiting }),
    },
    { screen: 'recovery', selected: { overview: 0, recovery: at.recovery, runs: 0, notes: 0 } },
  );
}
