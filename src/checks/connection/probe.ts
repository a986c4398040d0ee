import type { LoadedConfig } from '../../config/load.ts';
import type { Context } from '../../context.ts';
import type { ExitName } from '../../exit-codes.ts';
import type { Failure } from '../../failures.ts';
import type { MarkName } from '../../marks.ts';
import type { Production } from '../../machines/production.ts';

/** What a probe says. */
export type Verdict = 'ok' | 'warning' | 'failed' | 'skipped';

/** The mark of each verdict. */
export const probeMarks = {
  ok: 'good',
  warning: 'warning',
  failed: 'bad',
  skipped: 'skipped',
} as const satisfies Record<Verdict, MarkName>;

/** What one probe found. */
export interface ProbeResult {
  /** What was looked at: a constant of one or two words. */
  readonly probe: string;
  readonly verdict: Verdict;
  /** What was seen, in a line. */
  readonly seen: string;
  /** What to do about it. */
  readonly next?: string;
  /** What a failure means for the command's exit code. Default: failed. */
  readonly exit?: ExitName;
}

/** What a probe may know from those before it. */
export interface Known {
  readonly context: Context;
  readonly loaded: LoadedConfig;
  /** Production's addresses; undefined when its name is not known. */
  readonly addresses?: readonly string[];
  /** The open connection; undefined when none could be made. */
  readonly production?: Production;
  /** Seconds since 1970 here, just before and just after production told its time. */
  readonly askedTime?: readonly [number, number];
}

/** A probe: looks, and tells. It throws only when it is interrupted. */
export type Probe = (known: Known) => Promise<readonly ProbeResult[]>;

/** A failure as a result. */
export function failed(probe: string, failure: Failure): ProbeResult {
  return { probe, verdict: 'failed', seen: failure.message, next: failure.next, exit: failure.exit };
}

/** A probe that has nothing to look at. */
export function skipped(probe: string, why: string): ProbeResult {
  return { probe, verdict: 'skipped', seen: why };
}
