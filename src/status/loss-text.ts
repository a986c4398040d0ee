import { formatSeconds } from '../figures.ts';
import { printable } from '../machines/must.ts';
import type { LastDocument } from '../odoo/last-documents.ts';
import type { MissingFile } from '../odoo/describe-attachments.ts';
import { cut } from '../text-width.ts';
import { wrapText } from '../wrap-text.ts';
import { driftText } from './drift-text.ts';
import type { Loss } from './loss.ts';
import type { JobReport } from './report.ts';
import { databaseText } from './text.ts';

const shownFiles = 50;
const shownName = 36;
const width = 14;

/** What would be lost, for people, as lines of at most so many columns. */
export function lossText(loss: Loss, columns = 80): readonly string[] {
  const { host, at, production, missing, documents, jobs } = loss;
  const of = production.state === 'unknown' ? 'production' : production.value;
  const head = `If ${of} died now: what ${host} has, ${at.slice(0, 19).replace('T', ' ')} UTC`;
  return [
    ...wrapText(printable(head), { columns, indent: '' }),
    ...row('Database', databaseText(loss), columns),
    ...row('', positionText(loss), columns),
    ...row('Filestore', missingText(loss), columns),
    ...(missing.state === 'unknown' ? [] : fileLines(missing.value.files, columns)),
    ...row('Last syncs', jobs.map(jobText).join(', '), columns),
    ...jobs.filter(isBehind).flatMap((job) => row('', driftText(job), columns)),
    '',
    ...(documents.state === 'unknown'
      ? row('Documents', `unknown: ${documents.why}`, columns)
      : documentLines(documents.value, columns)),
  ];
}

function positionText({ role, replication }: Loss): string {
  if (role.kind !== 'standby' || replication.state === 'unknown') return '';
  const { replayedLsn, receivedLsn, lastTransactionAt } = replication.value;
  const last = lastTransactionAt.state === 'unknown' ? 'unknown' : lastTransactionAt.value;
  return `replayed ${replayedLsn ?? 'nothing'}, received ${receivedLsn ?? 'nothing by streaming'}, last transaction ${last}`;
}

function missingText({ missing }: Loss): string {
  if (missing.state === 'unknown') return `unknown: ${missing.why}`;
  const { files, referred } = missing.value;
  const count = new Set(files.map(({ database, storeName }) => `${database} ${storeName}`)).size;
  return count === 0
    ? `none of ${referred} files is missing`
    : `${count} of ${referred} files MISSING or damaged`;
}

function fileLines(files: readonly MissingFile[], columns: number): readonly string[] {
  const lines = files.slice(0, shownFiles).map(({ state, name, record, uploader, at, database }) => {
    const of = record === '' ? 'no record' : record;
    return cut(printable(`  ${state} ${name} (${of}) by ${uploader}, ${timeText(at)}, ${database}`), columns);
  });
  const more = files.length - shownFiles;
  return more > 0 ? [...lines, `  and ${more} more: --json names all`] : lines;
}

function jobText({ job, history }: JobReport): string {
  if (history.state === 'unknown') return `${job} unknown`;
  const { lastSuccess } = history.value;
  return `${job} ${lastSuccess === null ? 'never' : `${formatSeconds(lastSuccess.ageSeconds)} ago`}`;
}

/** Whether production had something that its last sync did not bring over. */
function isBehind({ history }: JobReport): boolean {
  const last = history.state === 'unknown' ? null : history.value.last;
  return last !== null && last.outcome !== 'ok' && last.outcome !== 'running';
}

function documentLines(documents: readonly LastDocument[], columns: number): readonly string[] {
  if (documents.length === 0) return ['The databases here have no business documents.'];
  const several = new Set(documents.map(({ database }) => database)).size > 1;
  const lines = documents.map(({ kind, name, record, createdAt, by, database }) => {
    const label = [
      name === null || name === '' ? undefined : cut(printable(name), shownName),
      record === '' ? undefined : `(${record})`,
    ];
    const shown = label.filter((part) => part !== undefined).join(' ') || 'without name';
    const where = several ? `, ${database}` : '';
    const text = `  ${kind.padEnd(17)} ${timeText(createdAt)}  ${shown}, by ${by ?? 'nobody'}${where}`;
    return cut(printable(text), columns);
  });
  return ['The last documents that are here, by the time they were made (UTC):', ...lines];
}

function timeText(at: string | null): string {
  return at === null ? 'no time' : at.replace('T', ' ').replace('Z', '');
}

function row(name: string, text: string, columns: number): readonly string[] {
  if (text === '') return [];
  const [first = '', ...rest] = wrapText(printable(text), { columns, indent: ' '.repeat(width) });
  return [name.padEnd(width) + first.trimStart(), ...rest];
}
