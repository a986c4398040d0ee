import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import { lastLines } from '../machines/must.ts';
import type { Server } from './psql.ts';
import { psqlArguments, psqlEnvironment } from './psql.ts';

/** A psql that stays up. It ends by itself at the first error. */
export interface PsqlSession {
  readonly hasEnded: boolean;
  /** Gives it SQL, or a script of psql; what comes after its end is lost. */
  write(text: string): void;
  /**
   * What is waited for. Throws `database` with what psql said when it ends before, or is silent for so many seconds (it
   * is then ended); `interrupted`.
   */
  within<T>(seconds: number, awaited: Promise<T>): Promise<T>;
  /** Lets it end once it has done what it was given. */
  finish(): Promise<void>;
  /** Ends it at once. */
  kill(): Promise<void>;
}

/** What a session is opened for. */
export interface SessionRequest {
  readonly server: Server;
  readonly database: string;
  readonly onOutput: (chunk: Uint8Array) => void;
}

/** Longer than any machine stays up without an update; a session that ends is opened anew. */
const longestMs = 2 ** 31 - 1;

/** Opens a session. Whether that went well, the first wait tells. */
export function openSession(context: Context, config: Config, request: SessionRequest): PsqlSession {
  const { server, database, onOutput } = request;
  const running = context.start({
    argv: psqlArguments(context, server, database),
    env: psqlEnvironment(config, server),
    timeoutMs: longestMs,
    onOutput,
  });
  let hasEnded = false;
  const ended = running.outcome.then(({ stderr, ended: how }): never => {
    hasEnded = true;
    if (how === 'cancelled' && context.signal.aborted)
      fail('interrupted', { what: 'asking the database: interrupted', next: 'Run the command again.' });
    return lost(server, lastLines(stderr, 3) || how);
  });
  // Heard by the next wait.
  ended.catch(() => undefined);
  const kill = async () => {
    running.kill();
    await running.outcome;
  };
  return {
    get hasEnded() {
      return hasEnded;
    },
    write: (text) => running.write(text),
    kill,
    async finish() {
      running.endInput();
      await running.outcome;
    },
    async within(seconds, awaited) {
      const late = new AbortController();
      const silent = context.clock.sleep(seconds * 1000, late.signal).then(async () => {
        await kill();
        return lost(server, `no answer within ${seconds} s`);
      });
      silent.catch(() => undefined);
      try {
        return await Promise.race([awaited, ended, silent]);
      } finally {
        late.abort();
      }
    },
  };
}

function lost(server: Server, why: string): never {
  const next = `See that PostgreSQL runs (pg_lsclusters) and lets ${server.asSystemUser ?? server.user} in.`;
  return fail('database', { what: `${server.label}: the connection is gone: ${why}`, next });
}
