import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureOnce, type Once, type Subject } from './measure.ts';
import { openSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { sshArguments } from '../sandbox/ssh.ts';

/** One thing that both did, each measured once, one after the other on the same trees. */
export interface FilestoreRow {
  readonly title: string;
  readonly ours: Once;
  /** rsync doing the same; undefined where it has nothing of the kind. */
  readonly rsync: Once | undefined;
}

/** More files than this are empty ones: their content would need more memory than there may be. */
const mostWithContent = 100_000;
/** Of all files, so that rsync finds nothing to do. Seconds since 1970. */
const writtenAt = 1_700_000_000;

/** Measures the attachments of a filestore of so many files beside `rsync -a --delete` on the same trees. */
export async function measureFilestore(
  program: readonly [string, ...string[]],
  count: number,
): Promise<readonly FilestoreRow[]> {
  await using sandbox = await openSandbox({
    MIN_FREE_MB: 0,
    DATA_FOLDERS: 'filestore',
    FILESTORE_MODE: 'database',
  });
  const { production, standby } = sandbox;
  const env = sandbox.environment();
  const subject = (command: string, ...args: readonly string[]): Subject => ({
    name: command,
    argv: [...program, command, '--config', sandbox.config, '--quiet', ...args],
    env,
  });
  const attachments = subject('ot-attachments-sync', '--scheduled');
  const withContent = count <= mostWithContent;
  // Three times a million files are more than a memory filesystem takes: there rsync looks at the very same copy.
  const plain = rsync(
    sandbox,
    withContent ? join(sandbox.ledger.root, 'copy') : standby.path('data/filestore'),
  );
  await fill(sandbox, count);
  if (!withContent) writeFiles(standby.path('data/filestore/prod'), count);
  const label = `${count.toLocaleString('en')} files`;
  const rows: FilestoreRow[] = [];
  const add = (title: string, ours: Once, theirs?: Once) =>
    rows.push({ title: `${label}: ${title}`, ours, rsync: theirs });
  const first = measureOnce(attachments);
  if (withContent) add('first copy', first, measureOnce(plain));
  else {
    measureOnce(plain);
    add('first look, all there', first, measureOnce(plain));
  }
  add('nothing replayed since', measureOnce(attachments), measureOnce(plain));
  await production.postgres.sql('CREATE TABLE elsewhere (id integer)');
  await sandbox.waitForReplay();
  add('nothing new', measureOnce(attachments), measureOnce(plain));
  await production.odoo.attachMany(10);
  await sandbox.waitForReplay();
  add('10 new', measureOnce(attachments), measureOnce(plain));
  const state = standby.path('state/filestore.json');
  const older = readFileSync(state, 'utf8').replace(
    /"fullAt":"[^"]*"/,
    '"fullAt":"2000-01-01T00:00:00.000Z"',
  );
  writeFileSync(state, older);
  add('hourly look at everything', measureOnce(attachments), measureOnce(plain));
  if (withContent)
    add('ot-verify, beside sha1sum', measureOnce(subject('ot-verify')), measureOnce(sha1sum(sandbox)));
  return rows;
}

function rsync(sandbox: Sandbox, copy: string): Subject {
  mkdirSync(copy, { recursive: true });
  const from = `127.0.0.1:${sandbox.standby.seenAs}/data/filestore/`;
  const ssh = `ssh ${sshArguments(sandbox).join(' ')}`;
  return {
    name: 'rsync',
    argv: ['rsync', '-a', '--delete', '-e', ssh, from, copy],
    env: sandbox.environment(),
  };
}

function sha1sum(sandbox: Sandbox): Subject {
  const folder = sandbox.standby.path('data/filestore');
  const line = 'find "$1" -type f -print0 | xargs -0 -n 500 -P "$(nproc)" sha1sum >/dev/null';
  return { name: 'sha1sum', argv: ['sh', '-c', line, 'sh', folder] };
}

/** Files on production, and a row for each. */
async function fill({ production }: Sandbox, count: number): Promise<void> {
  const folder = production.path('data/filestore/prod');
  const rows = writeFiles(folder, count);
  const list = production.path('rows');
  writeFileSync(list, rows);
  await production.postgres.sql(
    `COPY ir_attachment (name, store_fname, checksum, file_size) FROM '${list}'`,
    {
      database: 'prod',
    },
  );
  await production.postgres.sql('VACUUM ANALYZE ir_attachment', { database: 'prod' });
  rmSync(list);
}

function writeFiles(folder: string, count: number): string {
  const rows: string[] = [];
  for (let index = 0; index < 256; index += 1) {
    mkdirSync(join(folder, index.toString(16).padStart(2, '0')), { recursive: true });
  }
  for (let index = 0; index < count; index += 1) {
    const content = `content ${index}\n`.repeat(200);
    const sha1 = createHash('sha1').update(content).digest('hex');
    const empty = count > mostWithContent;
    const name = `${sha1.slice(0, 2)}/${sha1}`;
    writeFileSync(`${folder}/${name}`, empty ? '' : content);
    utimesSync(`${folder}/${name}`, writtenAt, writtenAt);
    rows.push(`file ${index}\t${name}\t${sha1}\t${empty ? 0 : content.length}\n`);
  }
  return rows.join('');
}
