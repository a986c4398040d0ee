import { checkMarks } from '../../../src/checks/check.ts';
import { formatBytes, formatSeconds } from '../../../src/figures.ts';
import type { MissingFiles } from '../../../src/verify/missing-files.ts';
import type { Report } from '../../../src/status/report.ts';
import type { Looked, State } from '../state.ts';
import { lastSeen } from '../state.ts';
import { ageOf, ago } from './ages.ts';
import type { Item } from './item.ts';
import { marked, told } from './item.ts';
import { textOf } from '../../line.ts';

/** What would be lost if production died now: the database, the files. */
export function lossItems({ snapshot, now }: State): readonly Item[] {
  const report = lastSeen(snapshot.report)?.value;
  return [
    databaseItem(report, snapshot.report.state),
    filestoreItem(snapshot.missing, report, now),
    ...(report?.role.kind === 'primary' ? [] : [timeItem(report, snapshot.report.state === 'failed')]),
  ];
}

function databaseItem(report: Report | undefined, state: Looked<Report>['state']): Item {
  const detail = {
    title: 'Database: how far this standby is behind production',
    lookedAt:
      'The receiver and the replay of this PostgreSQL (pg_stat_wal_receiver, pg_last_wal_replay_lsn).',
    command: 'ot-status',
    todo: "When it falls behind or receives nothing: see PostgreSQL's log here and on production.",
  };
  const item = (mark: Parameters<typeof marked>[0], text: string, values: readonly string[]): Item => ({
    id: 'database',
    line: marked(state === 'failed' ? 'unknown' : mark, 'database', text),
    detail: { ...detail, values },
  });
  if (report === undefined) return item('unknown', 'not looked at yet', []);
  const { role, replication } = report;
  if (role.kind === 'primary') return primaryItem(role.server, state === 'failed');
  if (role.kind === 'unknown') return item('unknown', `unknown: ${role.why}`, [role.why]);
  if (replication.state === 'unknown')
    return item('unknown', `unknown: ${replication.why}`, [replication.why]);
  const { feed, behindSeconds, bytesToReplay, bytesToReceive, timeline, replayPaused, lastTransactionAt } =
    replication.value;
  const lost =
    behindSeconds.state === 'unknown'
      ? 'unknown how much is lost'
      : `${behindSeconds.state === 'stale' ? 'about' : 'at most'} ${formatSeconds(Math.ceil(behindSeconds.value))} lost`;
  const waits = `${told(bytesToReplay, formatBytes)} to replay`;
  const words = feed === 'none' ? 'receives NOTHING' : feed === 'unknown' ? 'feed not known' : feed;
  const paused = replayPaused ? ', replay PAUSED' : '';
  const mark = feed === 'none' || replayPaused ? 'bad' : behindSeconds.state === 'known' ? 'good' : 'unknown';
  return item(mark, `${lost}   ${words}, ${waits}, timeline ${timeline}${paused}`, [
    `server: ${role.server}`,
    `fed by: ${feed}`,
    `behind: ${told(behindSeconds, (seconds) => `${seconds.toFixed(1)} s`)}`,
    `to receive: ${told(bytesToReceive, formatBytes)}`,
    `to replay: ${told(bytesToReplay, formatBytes)}`,
    `last transaction: ${told(lastTransactionAt)}`,
    `timeline: ${timeline}`,
  ]);
}

function primaryItem(server: string, stale: boolean): Item {
  return {
    id: 'database',
    line: marked(stale ? 'unknown' : 'good', 'database', `${server} is a primary: it follows nobody`),
    detail: {
      title: 'Database: this machine is in production',
      lookedAt: 'The role of this PostgreSQL (pg_is_in_recovery).',
      values: [`server: ${server}`],
      command: 'ot-status',
      todo: 'Nothing. It needs a standby of its own again.',
    },
  };
}

const shownFiles = 200;
/** Looked for once a minute. */
const staleAfterMs = 300_000;

/** What the last verification of all files has found, and when. */
function verified(report: Report | undefined, now: number): string {
  const last = report?.verification;
  if (last === undefined) return 'never verified';
  const bad = last.bad > 0 ? `, ${last.bad} BAD` : '';
  return `verified ${ago(Date.parse(last.at), now)}${bad}`;
}

function filestoreItem(looked: Looked<MissingFiles>, report: Report | undefined, now: number): Item {
  const seen = lastSeen(looked);
  const detail = {
    title: 'Filestore: files that a database refers to and that are not here',
    lookedAt: `Every file name in ir_attachment, against the filestore of this machine. ${textOf(ageOf(looked, now, staleAfterMs))}.`,
    command: 'ot-recovery step loss run (in an incident)',
    todo: 'ot-attachments-sync brings over what production has. In a recovery each of these is named in the report.',
  };
  const failed = looked.state === 'failed' ? [`the last look failed: ${looked.why}`] : [];
  if (seen === undefined) {
    const text = looked.state === 'failed' ? `unknown: ${looked.why}` : 'looking';
    return {
      id: 'filestore',
      line: marked('unknown', 'filestore', text),
      detail: { ...detail, values: failed },
    };
  }
  const { files, referred } = seen.value;
  const names = files
    .slice(0, shownFiles)
    .map(
      ({ name, record, uploader, at, database }) =>
        `${name} (${record || 'no record'}) by ${uploader}, ${at ?? 'no time'}, ${database}`,
    );
  const stale = looked.state === 'failed' || now - seen.at > staleAfterMs;
  const age = `${stale ? `STALE, looked ${ago(seen.at, now)}, ` : ''}${verified(report, now)}`;
  const bad = files.length > 0 || (report?.verification?.bad ?? 0) > 0;
  const mark = stale ? 'unknown' : bad ? 'warning' : 'good';
  const values = [
    ...failed,
    `looked ${ago(seen.at, now)}`,
    verified(report, now),
    `${referred} files are referred to`,
    `${files.length} are missing`,
    ...names,
  ];
  return {
    id: 'filestore',
    line: marked(mark, 'filestore', `${files.length} of ${referred} missing   ${age}`),
    detail: { ...detail, values },
  };
}

/** How fast this machine would be in production: only a promotion of this machine tells. */
function timeItem(report: Report | undefined, stale: boolean): Item {
  const drill = report?.checks.find(({ id }) => id === 'drill');
  const seconds = drill?.values.find(({ name }) => name === 'promotionSeconds')?.value;
  const took =
    typeof seconds === 'number'
      ? `about ${formatSeconds(seconds)}, as the last time`
      : 'never promoted here: how long it takes is not known';
  const said = drill?.said ?? 'no drill was seen yet';
  const mark = drill === undefined || stale ? 'unknown' : checkMarks[drill.verdict];
  return {
    id: 'recovery',
    line: marked(mark, 'recovery', `${took}   ${said}`),
    detail: {
      title: 'Recovery: how fast this machine would be in production',
      lookedAt:
        'The journals of all incidents of this machine: how long the last promotion took, and when the last drill was.',
      values: [said, ...(drill?.values ?? []).map(({ name, value }) => `${name}: ${value ?? 'none'}`)],
      command: drill?.command ?? 'ot-recovery list',
      todo:
        drill?.next ??
        'Nothing. ot-disable-standby-mode --dry-run shows whether a promotion would begin, and changes nothing.',
    },
  };
}
