import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import type { Server } from './psql.ts';
import { usualDatabase } from './psql.ts';
import type { Tour } from './tour.ts';
import { openTour } from './tour.ts';

/** Tours of one server that wait for the next question: with them it costs no program, and often no login either. */
export interface TourPool extends AsyncDisposable {
  /** Does something over a tour that nobody else has meanwhile; one that stands at this database goes first. */
  over<R>(database: string | undefined, act: (tour: Tour) => Promise<R>): Promise<R>;
}

/** Whose tours, and how they wait. */
export interface PoolRequest {
  readonly server: Server;
  /**
   * While nothing is asked only one waits, at the database postgres: for a pool that stays. Nobody who renames or drops
   * an Odoo database finds us in it, and the server has its connections back.
   */
  readonly restsAlone?: boolean;
}

/** A server has few connections to give, and a standby keeps some for its people. */
const mostKept = 4;

/** Makes a pool; tours are opened as they are needed, as many as there are acts at once. */
export function openTourPool(
  context: Context,
  config: Config,
  { server, restsAlone = false }: PoolRequest,
): TourPool {
  const free: Tour[] = [];
  let acting = 0;
  let isClosed = false;
  const give = async (tour: Tour) => {
    free.push(tour);
    const isAtRest = restsAlone && acting === 0;
    const kept = isClosed ? [] : isAtRest ? free.filter(isUsual).slice(0, 1) : free.slice(0, mostKept);
    const gone = free.filter((each) => !kept.includes(each));
    free.splice(0, free.length, ...kept);
    await Promise.all(gone.map((each) => each[Symbol.asyncDispose]()));
  };
  return {
    async over(database, act) {
      acting += 1;
      const tour = (await takeLiving(free, database)) ?? openTour(context, config, server);
      try {
        return await act(tour);
      } finally {
        acting -= 1;
        await give(tour);
      }
    },
    async [Symbol.asyncDispose]() {
      isClosed = true;
      await Promise.all(free.splice(0).map((tour) => tour[Symbol.asyncDispose]()));
    },
  };
}

function isUsual({ at }: Tour): boolean {
  return at === usualDatabase;
}

/** A server that was restarted has ended them while they waited: only an answer tells. */
async function takeLiving(free: Tour[], database: string | undefined): Promise<Tour | undefined> {
  for (;;) {
    const near = free.findIndex(({ at }) => at === database);
    const [tour] = free.splice(near === -1 ? 0 : near, 1);
    if (tour === undefined || (await tour.isThere())) return tour;
  }
}
