import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import type { Server } from '../../postgres/psql.ts';
import type { Probe } from '../signs-of-life.ts';
import { probeProduction } from '../signs-of-life.ts';

/** What a look at production showed, and when it began. */
export interface Look {
  readonly probes: readonly Probe[];
  /** Of the clock that never jumps, in milliseconds. */
  readonly begun: number;
}

/** Looks for production again and again. */
export interface Watch {
  /** The signs of life that the look under way has shown so far, else the last look that was finished, if there was one. */
  last(): Look | undefined;
  /** Ends it. Safe to call twice. */
  stop(): void;
}

const pauseMs = 1_000;

/** Looks for production once. */
export async function lookForProduction(context: Context, config: Config, server: Server): Promise<Look> {
  const begun = context.clock.elapsed();
  return { probes: await probeProduction(context, config, { server }), begun };
}

/**
 * Whether a look still counts: silence takes CONNECT_SECONDS to be found, and while one look is under way the one before
 * it is the last.
 */
export function isFresh({ clock }: Context, config: Config, { begun }: Look): boolean {
  return clock.elapsed() - begun < (2 * config.CONNECT_SECONDS + 3) * 1000;
}

/** Begins to look for production in the background, so that nobody has to wait for a look when one is wanted. */
export function watchProduction(context: Context, config: Config, server: Server): Watch {
  const end = new AbortController();
  const watching = { ...context, signal: AbortSignal.any([context.signal, end.signal]) };
  let finished: Look | undefined;
  let heard: readonly Probe[] = [];
  const tell = (probe: Probe) => {
    if (probe.sign === 'alive') heard = [...heard, probe];
  };
  const watch = async () => {
    while (!watching.signal.aborted) {
      const begun = watching.clock.elapsed();
      const probes = await probeProduction(watching, config, { server, tell });
      // An ended look has found nothing, which proves nothing.
      if (watching.signal.aborted) return;
      finished = { probes, begun };
      heard = [];
      await watching.clock.sleep(pauseMs, watching.signal);
    }
  };
  watch().catch(() => undefined);
  return {
    last() {
      return heard.length === 0 ? finished : { probes: heard, begun: watching.clock.elapsed() };
    },
    stop: () => end.abort(),
  };
}
