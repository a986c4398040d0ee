import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';

/** Where psql connects. */
export interface Connection {
  readonly bin: string;
  readonly host: string;
  readonly port: number;
  readonly database: string;
}

/** What a query may be given. */
export interface SqlOptions {
  readonly database?: string;
  /** Used in the SQL as :'name': psql quotes them. */
  readonly variables?: Readonly<Record<string, string | number>>;
}

/** Runs SQL as superuser, stopping at the first error; rejects with what psql said. */
export async function psql(connection: Connection, sql: string, options: SqlOptions): Promise<string> {
  const { bin, host, port } = connection;
  const variables = Object.entries(options.variables ?? {}).flatMap(([key, value]) => [
    '-v',
    `${key}=${value}`,
  ]);
  const place = [
    '-h',
    host,
    '-p',
    String(port),
    '-U',
    'postgres',
    '-d',
    options.database ?? connection.database,
  ];
  const flags = ['-X', '-q', '-A', '-t', '-w', '-v', 'ON_ERROR_STOP=1', ...variables];
  const child = spawn(join(bin, 'psql'), [...flags, ...place], {
    stdio: 'pipe',
    env: { PGCLIENTENCODING: 'UTF8' },
  });
  // When psql cannot connect it ends before it has read: its exit code tells more than the broken pipe.
  child.stdin.on('error', () => undefined);
  child.stdin.end(sql);
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [code, output, errors] = await Promise.all([closed, readText(child.stdout), readText(child.stderr)]);
  if (code !== 0) throw new Error(`psql exited with ${code}: ${errors.trim()}\n${sql.slice(0, 400)}`);
  return output.endsWith('\n') ? output.slice(0, -1) : output;
}
