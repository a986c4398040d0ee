import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import type { Server } from './psql.ts';
import { openTourPool } from './tour-pool.ts';

/** For who asks a server again and again: its tours are kept, and made anew when they were lost. */
export interface KeptServer {
  /** The server with tours. There is one at most: keeping another server ends the tours of the one before. */
  keep(config: Config, server: Server): Server;
  /** Ends the tours that wait. Each further question has one of its own. */
  close(): Promise<void>;
}

/** Keeps no server yet. */
export function createKeptServer(context: Context): KeptServer {
  let key = '';
  let kept: Server | undefined;
  const close = async () => kept?.tours?.[Symbol.asyncDispose]();
  return {
    close,
    keep(config, server) {
      const wanted = JSON.stringify([server, config.COMMAND_SECONDS, config.CONNECT_SECONDS]);
      if (kept !== undefined && key === wanted) return kept;
      void close();
      key = wanted;
      kept = { ...server, tours: openTourPool(context, config, { server, restsAlone: true }) };
      return kept;
    },
  };
}
