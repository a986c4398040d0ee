import type { FailureText } from '../../failures.ts';
import type { Cluster } from '../../postgres/clusters.ts';
import type { Driven, Driver } from '../drivers/driver.ts';
import type { Guard } from './silence.ts';
import type { SyncLocks } from './sync-locks.ts';

/** A promotion under way. */
export interface Promotion extends Driven {
  readonly configPath: string;
  readonly cluster: Cluster | undefined;
  /** Who makes PostgreSQL a primary. */
  readonly driver: Driver;
  readonly incident: string;
  /** Timeline that the standby followed before; a promotion must end on a higher one. */
  readonly timelineBefore: number;
  /** Looks for production up to the point of no return. */
  readonly guard: Guard;
  readonly syncLocks: SyncLocks;
}

/**
 * A part of the promotion. What is true is always found out from the machine: `done` asks it before the act, so that a
 * part that an interrupted run finished is not done twice, and again afterwards, as the proof. Parts of one phase are
 * first asked at the same moment: `done` must not depend on what an earlier part of its phase does.
 */
export interface SubStep {
  readonly id: string;
  readonly what: string;
  /** What the promotion goes on without, with a warning, when it fails: Odoo works then, if not quite as it should. */
  readonly expendable?: true;
  /** What shows that it is done, or undefined when it is not. */
  done(promotion: Promotion): Promise<string | undefined>;
  /** What is wrong and what to do where it was done and is not proven. Default: a look by hand. */
  unproven?(promotion: Promotion): Promise<FailureText>;
  /** Does it; returns lines worth keeping. */
  act(promotion: Promotion): Promise<readonly string[]>;
}

/** Parts of which none needs another one done to tell whether it is done itself. Their acts come one after the other. */
export type Phase = readonly SubStep[];
