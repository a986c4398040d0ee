import type { Context } from '../context.ts';

/** Shorter pauses are left for later: timers are too coarse for them. */
const shortestMs = 10;
/** So much of what was not used may be made up for. */
const creditMs = 1_000;

/**
 * Keeps something to so many bytes per second on average; 0 is no limit. Takes how many have come, and returns a promise
 * when there is to be a pause before the next: it is kept at the pause's end, or rejects when the run is interrupted.
 */
export function createBrake(
  { clock, signal }: Pick<Context, 'clock' | 'signal'>,
  bytesPerSecond: number,
): (bytes: number) => Promise<void> | undefined {
  if (bytesPerSecond === 0) return () => undefined;
  let dueMs = clock.elapsed();
  return (bytes) => {
    const now = clock.elapsed();
    dueMs = Math.max(dueMs, now - creditMs) + (bytes * 1000) / bytesPerSecond;
    const pauseMs = dueMs - now;
    return pauseMs < shortestMs ? undefined : clock.sleep(pauseMs, signal);
  };
}
