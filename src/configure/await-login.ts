import type { LoadedConfig } from '../config/load.ts';
import type { Context } from '../context.ts';
import { probeLogin } from '../checks/connection/login.ts';
import type { ProbeResult } from '../checks/connection/probe.ts';

/** How often and how long a login is tried, in seconds, and who hears of each try. */
export interface Waiting {
  readonly everySeconds: number;
  readonly mostSeconds: number;
  tell(result: ProbeResult): void;
}

/** Tries to log in on production again and again until it works or the time is over: the last try. Throws `interrupted`. */
export async function awaitLogin(
  context: Context,
  loaded: LoadedConfig,
  { everySeconds, mostSeconds, tell }: Waiting,
): Promise<ProbeResult> {
  const began = context.clock.elapsed();
  for (;;) {
    const { result, production } = await probeLogin({ context, loaded });
    await production?.close();
    tell(result);
    const passed = (context.clock.elapsed() - began) / 1000;
    if (result.verdict !== 'failed' || passed + everySeconds > mostSeconds) return result;
    await context.clock.sleep(everySeconds * 1000, context.signal);
  }
}
