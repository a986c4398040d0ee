import type { Known, ProbeResult } from './probe.ts';
import { skipped } from './probe.ts';

const mostSeconds = 5;

/** Compares the clocks. What passed while production was asked counts for nobody. */
export function probeClock({ production, askedTime }: Known): ProbeResult {
  if (production === undefined || askedTime === undefined) return skipped('clock', 'no connection');
  const [before, after] = askedTime;
  // Production tells whole seconds.
  const { time } = production.hello;
  const ahead = time > after ? time - after : Math.min(0, time + 1 - before);
  const apart = Math.round(Math.abs(ahead));
  if (apart <= mostSeconds) return { probe: 'clock', verdict: 'ok', seen: 'the clocks agree' };
  const seen = `production's clock is ${apart} s ${ahead > 0 ? 'ahead' : 'behind'}`;
  return { probe: 'clock', verdict: 'warning', seen, next: 'Let both follow a time server: timedatectl.' };
}
