import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, chownSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from './cache.ts';

/** Who postgres runs as: it refuses to be root. Empty for an ordinary user, who runs it as himself. */
export interface PostgresUser {
  readonly uid?: number;
  readonly gid?: number;
}

/** The one password of all database roles: it guards nothing but a test's trust in scram. */
export const databasePassword = 'sandbox';
/** The database that Odoo would use. */
export const databaseName = 'prod';

const schemaFile = join(import.meta.dirname, 'schema.sql');

/** The account that postgres runs as here. */
export function postgresUser(): PostgresUser {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** Copies the prepared data folder to `target`, which must not exist; prepares it at first use. */
export function copyCluster(bin: string, target: string): void {
  execFileSync('cp', ['--archive', '--reflink=auto', preparedCluster(bin), target]);
}

function preparedCluster(bin: string): string {
  return cached(`cluster-${madeFrom(bin)}`, (data) => {
    const user = postgresUser();
    mkdirSync(data, { mode: 0o700 });
    if (user.uid !== undefined && user.gid !== undefined) chownSync(data, user.uid, user.gid);
    const flags = ['--locale=C.UTF-8', '--encoding=UTF8', '--data-checksums', '--wal-segsize=1', '--no-sync'];
    const initdb = ['-D', data, '-U', 'postgres', '-A', 'trust', ...flags];
    execFileSync(join(bin, 'initdb'), initdb, { ...user, cwd: '/', stdio: 'pipe' });
    appendFileSync(join(data, 'postgresql.conf'), settings);
    singleUser({ bin, data, database: 'postgres' }, rolesSql());
    singleUser({ bin, data, database: databaseName }, readFileSync(schemaFile, 'utf8'));
  });
}

/** Runs SQL without a server: no port, no socket, nothing left running. An error does not end it, so look for one. */
function singleUser(target: { bin: string; data: string; database: string }, sql: string): void {
  const args = ['--single', '-j', '-F', '-D', target.data, target.database];
  // With -j a statement ends at a semicolon and an empty line.
  const input = sql.replaceAll(/;\n+/g, ';\n\n');
  const options = { ...postgresUser(), cwd: '/', input, encoding: 'utf8' } as const;
  const { status, stderr } = spawnSync(join(target.bin, 'postgres'), args, options);
  const wrong = /^.*(ERROR|FATAL|PANIC):.*$/m.exec(stderr)?.[0];
  if (status !== 0 || wrong !== undefined) throw new Error(`postgres --single: ${wrong ?? stderr}`);
}

function rolesSql(): string {
  const me = osUserName();
  // An ordinary user's psql without -U comes as his own role.
  const own = me === 'root' || me === 'postgres' ? [] : [`CREATE ROLE "${me}" LOGIN SUPERUSER;`];
  const password = `LOGIN PASSWORD '${databasePassword}'`;
  return [
    ...own,
    `ALTER ROLE postgres ${password};`,
    `CREATE ROLE odoo CREATEDB ${password};`,
    `CREATE ROLE replicator REPLICATION ${password};`,
    `CREATE DATABASE ${databaseName} OWNER odoo;`,
    '',
  ].join('\n');
}

function osUserName(): string {
  return execFileSync('id', ['-un'], { encoding: 'utf8' }).trim();
}

function madeFrom(bin: string): string {
  const version = execFileSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' });
  const parts = [version, bin, readFileSync(schemaFile, 'utf8'), readFileSync(import.meta.filename, 'utf8')];
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 16);
}

// Small and quick: nothing here must outlive a power cut.
const settings = `
listen_addresses = '127.0.0.1'
wal_level = replica
hot_standby = on
wal_log_hints = on
max_connections = 30
max_wal_senders = 5
shared_buffers = 16MB
dynamic_shared_memory_type = mmap
min_wal_size = 2MB
max_wal_size = 64MB
fsync = off
autovacuum = off
jit = off
wal_receiver_status_interval = 1s
wal_retrieve_retry_interval = 200ms
`;
