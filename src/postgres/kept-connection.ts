import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import type { Server } from './psql.ts';
import { openSession } from './psql-session.ts';

/** A connection to a database server that is kept: asking costs no program and no login. */
export interface KeptConnection {
  /**
   * Asks what returns exactly one row with one column without line breaks; that column. Throws `database` once the
   * connection is gone, or when no answer comes in time: then it is of no use any more.
   */
  ask(sql: string): Promise<string>;
  /** Ends it. Safe to call twice. */
  close(): Promise<void>;
}

/** Opens a connection to a server's database postgres. Whether that went well, the first question tells. */
export function keepConnection(context: Context, config: Config, server: Server): KeptConnection {
  let pending = '';
  let answer: ((line: string) => void) | undefined;
  const onOutput = (chunk: Uint8Array) => {
    pending += Buffer.from(chunk).toString('utf8');
    const end = pending.indexOf('\n');
    if (end < 0) return;
    answer?.(pending.slice(0, end));
    pending = pending.slice(end + 1);
  };
  const session = openSession(context, config, { server, database: 'postgres', onOutput });
  return {
    async ask(sql) {
      const answered = Promise.withResolvers<string>();
      answer = answered.resolve;
      session.write(`${sql.replaceAll('\n', ' ')};\n`);
      return session.within(config.COMMAND_SECONDS, answered.promise);
    },
    close: () => session.kill(),
  };
}
