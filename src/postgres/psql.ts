import * as v from 'valibot';
import type { Context, Environment } from '../context.ts';
import type { Config } from '../config/keys.ts';
import { Failure, fail } from '../failures.ts';
import { must } from '../machines/must.ts';
import { databaseTarget } from './database-target.ts';
import { psqlProgram } from './psql-program.ts';
import type { TourPool } from './tour-pool.ts';

/** How a database server is reached. */
export interface Server {
  /** What people call it: VERSION/NAME of a local cluster, or host:port. */
  readonly label: string;
  /** Socket folder or host. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** System user to become first; undefined when the connection does not depend on it. */
  readonly asSystemUser: string | undefined;
  readonly passFile: string | undefined;
  /** Where many questions in a row are asked: they go over these. Else each one starts a program. */
  readonly tours?: TourPool;
}

/** A question to a database server. */
export interface Query<S extends v.GenericSchema> {
  readonly server: Server;
  /** Its name. Default: the one that every server has. */
  readonly database?: string;
  /** Must return one row with one column that holds JSON, or no row. */
  readonly sql: string;
  readonly schema: S;
}

/** Every server has it: what concerns the whole server is asked there. */
export const usualDatabase = 'postgres';

/**
 * Asks a database server and validates what it answers; undefined when no row comes back. The text of the query
 * goes in through standard input. Throws `database` when the server cannot be asked.
 */
export async function queryJson<S extends v.GenericSchema>(
  context: Context,
  config: Config,
  query: Query<S>,
): Promise<v.InferOutput<S> | undefined> {
  const { server, database = usualDatabase, sql, schema } = query;
  const { tours } = server;
  if (tours !== undefined) return tours.over(database, (tour) => tour.ask({ database, sql, schema }));
  const outcome = await context.run({
    argv: psqlArguments(context, server, database),
    input: sql,
    timeoutMs: config.COMMAND_SECONDS * 1000,
    env: psqlEnvironment(config, server),
  });
  const { stdout } = asDatabaseFailure(server, () => must(outcome, 'asking the database'));
  return parseAnswer(server, { text: stdout, schema });
}

/** What an answer says; undefined when there is none. Throws `database` when it is not what was asked for. */
export function parseAnswer<S extends v.GenericSchema>(
  server: Server,
  { text, schema }: { readonly text: string; readonly schema: S },
): v.InferOutput<S> | undefined {
  if (text.trim() === '') return undefined;
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  if (parsed.success) return parsed.output;
  const what = `${server.label} answered something unexpected: ${v.summarize(parsed.issues).split('\n')[0] ?? ''}`;
  fail('database', { what, next: 'See that the version of PostgreSQL is one that is supported (12 to 18).' });
}

/** The arguments that start psql for a server. */
export function psqlArguments(context: Context, server: Server, database: string): [string, ...string[]] {
  const target = ['-h', server.host, '-p', String(server.port), '-U', server.user];
  const psql = psqlCommand(context.env, [...target, '-d', databaseTarget(database)]);
  const become = server.asSystemUser !== undefined && context.env.uid === 0;
  return become ? ['runuser', '-u', server.asSystemUser, '--', ...psql] : psql;
}

/** psql as it is always started: unaligned, quiet, without start-up file, never asking a password. */
export function psqlCommand(env: Environment, target: readonly string[]): [string, ...string[]] {
  return [psqlProgram(env), '-X', '-q', '-A', '-t', '-w', '-v', 'ON_ERROR_STOP=1', ...target];
}

/** The environment that psql needs for a server. */
export function psqlEnvironment(config: Config, server: Server): Record<string, string> {
  const connect = { PGCONNECT_TIMEOUT: String(config.CONNECT_SECONDS), PGAPPNAME: 'ot-redundancy' };
  return server.passFile === undefined ? connect : { ...connect, PGPASSFILE: server.passFile };
}

function asDatabaseFailure<T>(server: Server, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'interrupted') throw error;
    const next = `See that PostgreSQL runs (pg_lsclusters) and lets ${server.asSystemUser ?? server.user} in.`;
    return fail('database', { what: `${server.label}: ${error.message}`, next, cause: error });
  }
}
