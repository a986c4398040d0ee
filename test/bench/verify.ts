import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { measure, type Figures, type Subject } from './measure.ts';
import { openSandbox, type Sandbox } from '../sandbox/sandbox.ts';

/** A full verification beside sha1sum over all cores, on the same tree at the same priority. */
export interface VerifyRow {
  readonly title: string;
  readonly ours: Figures;
  readonly plain: Figures;
}

/** Trees of so many files of about so many bytes. */
export interface Tree {
  readonly files: number;
  readonly meanBytes: number;
}

const rounds = 5;

/** Measures both in turns, after a round that only warms up; medians. */
export async function measureVerify(
  program: readonly [string, ...string[]],
  { files, meanBytes }: Tree,
): Promise<VerifyRow> {
  await using sandbox = await openSandbox({ MIN_FREE_MB: 0 });
  await fill(sandbox, { files, meanBytes });
  const folder = sandbox.standby.path('data/filestore');
  const ours: Subject = {
    name: 'ot-verify',
    argv: [...program, 'ot-verify', '--config', sandbox.config, '--quiet'],
    env: sandbox.environment(),
  };
  const line = 'find "$1" -type f -print0 | xargs -0 -P "$(nproc)" sha1sum >/dev/null';
  const idle = ['nice', '-n', '19', 'ionice', '-c', '3'] as const;
  const plain: Subject = { name: 'sha1sum', argv: [...idle, 'sh', '-c', line, 'sh', folder] };
  const [first, second] = measure([ours, plain], rounds);
  if (first === undefined || second === undefined) throw new Error('nothing was measured');
  const kilobytes = Math.round(meanBytes / 1000);
  return {
    title: `${files.toLocaleString('en')} files of ${kilobytes} kB`,
    ours: first,
    plain: second,
  };
}

/** Files on the standby, each with its row: most are small, a few are large, as in reality. */
async function fill(sandbox: Sandbox, { files, meanBytes }: Tree): Promise<void> {
  const { production, standby } = sandbox;
  const rows: string[] = [];
  for (let index = 0; index < 256; index += 1) {
    mkdirSync(standby.path('data/filestore/prod', index.toString(16).padStart(2, '0')), { recursive: true });
  }
  for (let index = 0; index < files; index += 1) {
    // An exponential distribution of the given mean.
    const bytes = Math.ceil(-Math.log((index + 0.5) / files) * meanBytes);
    const content = Buffer.alloc(bytes, `content ${index}\n`);
    const sha1 = createHash('sha1').update(content).digest('hex');
    const name = `${sha1.slice(0, 2)}/${sha1}`;
    writeFileSync(standby.path('data/filestore/prod', name), content);
    rows.push(`file ${index}\t${name}\t${sha1}\t${bytes}\n`);
  }
  const list = production.path('rows');
  writeFileSync(list, rows.join(''));
  const copy = `COPY ir_attachment (name, store_fname, checksum, file_size) FROM '${list}'`;
  await production.postgres.sql(copy, { database: 'prod' });
  await production.postgres.sql('VACUUM ANALYZE ir_attachment', { database: 'prod' });
  rmSync(list);
  await sandbox.waitForReplay();
}
