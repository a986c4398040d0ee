import type * as v from 'valibot';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { createLineSplitter } from './lines.ts';
import type { Server } from './psql.ts';
import { parseAnswer } from './psql.ts';
import type { PsqlSession } from './psql-session.ts';
import { openSession } from './psql-session.ts';

/** A way through the databases of a server: each costs a login, and only the first one a program. */
export interface Tour extends AsyncDisposable {
  /** What people call the server. */
  readonly label: string;
  /** The database that was asked last; empty before. */
  readonly at: string;
  /** Whether its connection still answers; one that does not is closed. */
  isThere(): Promise<boolean>;
  /**
   * Asks a database what returns one row with one column that holds JSON, or no row; undefined then. Throws `database`
   * with what psql said; the next question begins with a new program.
   */
  ask<S extends v.GenericSchema>(question: Question<S>): Promise<v.InferOutput<S> | undefined>;
  /** Hands on each line of what a script of psql prints, each byte as one character. Throws `database` likewise. */
  read(reading: Reading): Promise<void>;
}

/** A question to one database. */
export interface Question<S extends v.GenericSchema> {
  readonly database: string;
  readonly sql: string;
  readonly schema: S;
}

/** What is to be read from one database. */
export interface Reading {
  readonly database: string;
  readonly sql: string;
  /** How long it may take. */
  readonly seconds: number;
  readonly onLine: (line: string) => void;
}

/** No line of JSON begins so, and none of COPY's text format: a backslash of the data is never alone there. */
const endMark = '\\#end';
const tellEnd = String.raw`SELECT E'\\#end'`;

/** Opens a tour; it connects when it is first asked. */
export function openTour(context: Context, config: Config, server: Server): Tour {
  let session: PsqlSession | undefined;
  let at = '';
  let onLine: (line: string) => void = () => undefined;
  const close = async () => {
    const old = session;
    session = undefined;
    await old?.finish();
  };
  const goTo = async (database: string): Promise<PsqlSession> => {
    if (session?.hasEnded === false && (database === at || connectsPlainly(database))) {
      if (database !== at) session.write(`\\connect -reuse-previous=on "dbname='${database}'"\n`);
    } else {
      await close();
      const onOutput = createLineSplitter((line) => onLine(line));
      session = openSession(context, config, { server, database, onOutput });
    }
    at = database;
    return session;
  };
  const read = async ({ database, sql, seconds, onLine: take }: Reading) => {
    const done = Promise.withResolvers<void>();
    onLine = (line) => {
      if (line === endMark) return done.resolve();
      try {
        take(line);
      } catch (error) {
        done.reject(error);
      }
    };
    const here = await goTo(database);
    here.write(`${sql}\n;\n${tellEnd};\n`);
    try {
      await here.within(seconds, done.promise);
    } catch (error) {
      await close();
      throw error;
    }
  };
  return {
    label: server.label,
    get at() {
      return at;
    },
    async isThere() {
      if (session?.hasEnded !== false) return false;
      const nothing = { database: at, sql: '', seconds: config.COMMAND_SECONDS, onLine: () => undefined };
      return read(nothing).then(
        () => true,
        () => false,
      );
    },
    read,
    [Symbol.asyncDispose]: close,
    async ask({ database, sql, schema }) {
      const lines: string[] = [];
      const take = (line: string) => void lines.push(line);
      await read({ database, sql, seconds: config.COMMAND_SECONDS, onLine: take });
      return parseAnswer(server, { text: Buffer.from(lines.join('\n'), 'latin1').toString(), schema });
    },
  };
}

/** Any other name is a matter of quoting, which psql's own \connect does in its own way: it gets a program of its own. */
function connectsPlainly(database: string): boolean {
  return /^[\w. -]+$/.test(database);
}
