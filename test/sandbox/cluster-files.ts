import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
} from 'node:fs';
import { renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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
  const cache = cacheFolder();
  const prepared = join(cache, cacheKey(bin));
  if (existsSync(prepared)) return prepared;
  const user = postgresUser();
  const work = mkdtempSync(join(cache, 'new-'));
  try {
    if (user.uid !== undefined && user.gid !== undefined) chownSync(work, user.uid, user.gid);
    prepare(bin, join(work, 'data'), user);
    // Several may have prepared at once: the first wins, the others' work is thrown away.
    if (!existsSync(prepared)) renameSync(join(work, 'data'), prepared);
  } catch (error) {
    if (!existsSync(prepared)) throw error;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return prepared;
}

function prepare(bin: string, data: string, user: PostgresUser): void {
  // stdin is what `input` says; an error tells what was written to stderr, success says nothing.
  const options = { ...user, cwd: '/', stdio: ['pipe', 'pipe', 'pipe'] as ['pipe', 'pipe', 'pipe'] };
  const flags = ['--locale=C.UTF-8', '--encoding=UTF8', '--data-checksums', '--wal-segsize=1', '--no-sync'];
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', ...flags], options);
  appendFileSync(join(data, 'postgresql.conf'), settings);
  // Single-user mode: no port, no socket, nothing left running.
  const single = (database: string, input: string) =>
    execFileSync(join(bin, 'postgres'), ['--single', '-j', '-F', '-D', data, database], {
      ...options,
      input,
    });
  single('postgres', rolesSql());
  single(databaseName, `SET ROLE odoo;\n\n${statements(readFileSync(schemaFile, 'utf8'))}`);
}

function rolesSql(): string {
  const me = osUserName();
  // An ordinary user's psql without -U comes as his own role.
  const own = me === 'root' || me === 'postgres' ? [] : [`CREATE ROLE "${me}" LOGIN SUPERUSER;`];
  return statements(
    [
      ...own,
      `ALTER ROLE postgres PASSWORD '${databasePassword}';`,
      `CREATE ROLE odoo LOGIN CREATEDB PASSWORD '${databasePassword}';`,
      `CREATE ROLE replicator LOGIN REPLICATION PASSWORD '${databasePassword}';`,
      `CREATE DATABASE ${databaseName} OWNER odoo;`,
      '',
    ].join('\n'),
  );
}

/** Single-user mode with -j ends a statement at a semicolon and an empty line. */
function statements(sql: string): string {
  return sql.replaceAll(';\n', ';\n\n').concat('\n\n');
}

function osUserName(): string {
  return execFileSync('id', ['-un'], { encoding: 'utf8' }).trim();
}

function cacheFolder(): string {
  const uid = process.getuid?.() ?? 0;
  const usual =
    uid === 0 ? '/var/cache/ot-redundancy-sandbox' : join(tmpdir(), `ot-redundancy-sandbox-${uid}`);
  const folder = process.env['OT_SANDBOX_CACHE'] ?? usual;
  mkdirSync(folder, { recursive: true });
  if (statSync(folder).uid !== uid) throw new Error(`${folder} belongs to someone else`);
  chmodSync(folder, 0o755);
  return folder;
}

function cacheKey(bin: string): string {
  const version = execFileSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' });
  const madeFrom = [
    version,
    bin,
    readFileSync(schemaFile, 'utf8'),
    readFileSync(import.meta.filename, 'utf8'),
  ];
  return createHash('sha256').update(madeFrom.join('\0')).digest('hex').slice(0, 16);
}

// Debian's name for every cluster, standby or not; small and quick otherwise. Nothing here must outlive a power cut.
const settings = `
cluster_name = '15/main'
listen_addresses = '127.0.0.1'
wal_level = replica
hot_standby = on
wal_log_hints = on
max_connections = 30
max_wal_senders = 5
shared_buffers = 16MB
min_wal_size = 2MB
max_wal_size = 64MB
fsync = off
autovacuum = off
jit = off
wal_receiver_status_interval = 1s
wal_retrieve_retry_interval = 200ms
`;
