import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import { lastLines } from '../machines/must.ts';
import type { Server } from './psql.ts';
import { psqlArguments, psqlEnvironment } from './psql.ts';

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

/** Longer than any machine stays up without an update; a connection that ends is made anew. */
const longestMs = 2 ** 31 - 1;

/** Opens a connection to a server's database postgres. Whether that went well, the first question tells. */
export function keepConnection(context: Context, config: Config, server: Server): KeptConnection {
  let pending = '';
  let answer: ((line: string) => void) | undefined;
  const running = context.start({
    argv: psqlArguments(context, server, 'postgres'),
    env: psqlEnvironment(config, server),
    timeoutMs: longestMs,
    onOutput(chunk) {
      pending += Buffer.from(chunk).toString('utf8');
      const end = pending.indexOf('\n');
      if (end < 0) return;
      answer?.(pending.slice(0, end));
      pending = pending.slice(end + 1);
    },
  });
  const ended = running.outcome.then(({ stderr, ended: how }) => lost(server, lastLines(stderr, 2) || how));
  // Heard by the next question.
  ended.catch(() => undefined);
  return {
    async ask(sql) {
      const answered = Promise.withResolvers<string>();
      answer = answered.resolve;
      running.write(`${sql.replaceAll('\n', ' ')};\n`);
      const late = new AbortController();
      const waited = context.clock.sleep(config.COMMAND_SECONDS * 1000, late.signal);
      const silent = waited.then(() => lost(server, `no answer within ${config.COMMAND_SECONDS} s`));
      silent.catch(() => undefined);
      try {
        return await Promise.race([answered.promise, ended, silent]);
      } finally {
        late.abort();
      }
    },
    async close() {
      running.kill();
      await running.outcome;
    },
  };
}

function lost(server: Server, why: string): never {
  const next = `See that PostgreSQL runs (pg_lsclusters) and lets ${server.asSystemUser ?? server.user} in.`;
  return fail('database', { what: `${server.label}: the connection is gone: ${why}`, next });
}
