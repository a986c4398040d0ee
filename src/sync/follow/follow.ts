import { productionHost } from '../../config/load.ts';
import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import type { Failure } from '../../failures.ts';
import { fail } from '../../failures.ts';
import { attachmentsJob } from '../attachments/job.ts';
import { takeLocks } from '../lock.ts';
import { requireSyncOn, runJob } from '../run-job.ts';
import type { RunResult } from '../run-result.ts';
import { createHeartbeat } from './heartbeat.ts';
import type { Happening, Pace } from './pace.ts';
import { busyPace, nextPace } from './pace.ts';
import { createReplayWatch } from './replay-watch.ts';
import { watchProgram } from './upgrade.ts';
import { waiting } from './waiting.ts';
import { createWorth } from './worth.ts';

/** How a filestore is followed. */
export interface FollowRequest {
  /** Reads the configuration anew. */
  readonly reread: () => Promise<Config>;
  /** The file that this program is: once it is another one, an upgrade has to be followed. */
  readonly program: string;
  /** Called for each run that is worth a record. */
  onRun(result: RunResult): void;
  /** Called when it has to wait for something, and once it goes on (undefined). */
  onWait(failure: Failure | undefined): void;
}

/** The name under which it holds its lock. */
const followCommand = 'ot-attachments-sync --follow';

/**
 * Keeps the filestore complete: looks at the replay position again and again, and runs the attachments job when it has
 * moved. Ends when it is told to; throws `sync-off`, `not-standby`, what is wrong with the configuration, and `program`
 * when it was upgraded. All else (PostgreSQL restarting, production away, another run under way) it waits for.
 */
export async function followFilestore(context: Context, request: FollowRequest): Promise<void> {
  const config = await usableConfig(request);
  const locks = await takeLocks(context, config, { names: ['follow'], what: followCommand });
  const watch = createReplayWatch(context);
  try {
    const look = createLook(context, request, watch);
    let pace: Pace = busyPace;
    for (;;) {
      const began = context.clock.elapsed();
      const happening = await look(pace);
      pace = nextPace(pace, happening, context.clock.elapsed() - began);
      await context.clock.sleep(pace.lookMs, context.signal);
    }
  } catch (error) {
    if (!context.signal.aborted) throw error;
  } finally {
    await watch.close();
    await Promise.all(locks.map((lock) => lock.release()));
  }
}

async function usableConfig({ reread }: FollowRequest): Promise<Config> {
  const config = await reread();
  requireSyncOn(config);
  productionHost(config);
  if (config.FILESTORE_MODE === 'database') return config;
  return fail('config-value', {
    what: `FILESTORE_MODE is ${config.FILESTORE_MODE}: only a filestore that the database leads can be followed`,
    next: 'ot-configure --set FILESTORE_MODE=database, or let cron walk production.',
  });
}

const configMs = 2_000;
/** Without anything replayed: for what is due by the hour, and for files that vanished here. */
const idleRunMs = 600_000;
/** What was left out may be there by now. */
const partialRunMs = 60_000;

/** What is known between two looks. */
interface Known {
  config: Config | undefined;
  configAt: number;
  /** Replayed at the start of the last run that came to its end. */
  position: string | undefined;
  last: RunResult | undefined;
  ranAt: number;
}

function createLook(
  context: Context,
  request: FollowRequest,
  watch: ReturnType<typeof createReplayWatch>,
): (pace: Pace) => Promise<Happening> {
  const known: Known = {
    ...{ config: undefined, configAt: 0, position: undefined, last: undefined, ranAt: -Infinity },
  };
  const heartbeat = createHeartbeat(context);
  const requireSame = watchProgram(request.program);
  const worth = createWorth();
  const { elapsed } = context.clock;
  const run = async (config: Config, position: string): Promise<Happening> => {
    let kept = false;
    const judge = (result: RunResult) => (kept = worth(result));
    const flags = { dryRun: false, allowRemovals: false };
    const { reread } = request;
    const result = await runJob(context, config, { job: attachmentsJob, flags, reread, worth: judge });
    if (result.failure?.code === 'not-standby') throw result.failure;
    known.last = result;
    known.ranAt = elapsed();
    if (kept) request.onRun(result);
    if (result.failure !== undefined) return 'failed';
    known.position = position;
    return (result.record.counts?.added ?? 0) > 0 ? 'brought' : 'nothing';
  };
  const look = async (pace: Pace): Promise<Happening> => {
    if (known.config === undefined || elapsed() - known.configAt >= configMs) {
      requireSame();
      known.config = await usableConfig(request);
      known.configAt = elapsed();
    }
    const { config } = known;
    const position = await watch.position(config);
    const { last } = known;
    const rested = elapsed() - known.ranAt;
    if (position !== known.position || last === undefined || rested >= idleOf(last)) {
      return rested >= pace.restMs ? run(config, position) : 'moved';
    }
    if (last.exit === 'ok') await heartbeat.beat(config, last.record);
    return 'quiet';
  };
  return waiting(context, look, request.onWait);
}

function idleOf({ exit }: RunResult): number {
  return exit === 'ok' ? idleRunMs : partialRunMs;
}
