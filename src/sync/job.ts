import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import type { Production } from '../machines/production.ts';
import type { Server } from '../postgres/psql.ts';
import type { Plan, Problem } from './plan.ts';

/** The jobs, by the name under which they are recorded. */
export const jobNames = ['attachments', 'projects', 'apt', 'pip', 'conf'] as const;

/** The name of a job. */
export type JobName = (typeof jobNames)[number];

/** All locks of syncs, that of the follower first: it would begin a job's run otherwise. */
export const lockNames = ['follow', ...jobNames] as const;

/** The name of a lock. */
export type LockName = (typeof lockNames)[number];

/** Everything that is recorded as a run: a repair brings over a part only, and is no success of its job. */
export const recordedNames = [...jobNames, 'repair'] as const;

/** The name of what is recorded. */
export type RecordedName = (typeof recordedNames)[number];

/** What a job works with. */
export interface Session {
  readonly context: Context;
  readonly config: Config;
  /** Connects to production when first asked. Throws `unreachable`, `host-key`, `login` or `answer`. */
  readonly production: () => Promise<Production>;
  /** Begins to connect, where production is sure to be needed. Never throws: who asks for production does. */
  readonly expectProduction: () => void;
  /** The standby's own database server, seen in recovery at the start of the run. */
  readonly server: Server;
  /** Names the run: for staging folders and holds. */
  readonly runId: string;
  /** Whether the run may take away as much as its plan finds. */
  readonly allowRemovals: boolean;
  /** Descriptors of the locks, to be inherited by programs that write. */
  readonly lockFds: readonly number[];
}

/** What healing works with: this machine alone, whatever its role and whether production answers. */
export type Healing = Pick<Session, 'context' | 'config' | 'runId'>;

/** What apply did beyond its plan. */
export interface Applied {
  /** What could not be brought over. Makes the run partial. */
  readonly problems: readonly Problem[];
}

/**
 * Something that is kept in step. `plan` reads both machines and changes nothing; `apply` does what the plan says,
 * so that a kill at any moment leaves the last good state; `verify` looks at the result anew and names what is not
 * as planned. All else (locks, guards, dry run, record, exit code) is written once, in runJob.
 */
export interface Job<P extends Plan, N extends RecordedName = JobName> {
  readonly name: N;
  /** The command that runs it, which its summary line names. */
  readonly command: string;
  /** Locks it holds; jobs that write the same things share one. */
  readonly locks: readonly JobName[];
  /** Puts right what a killed run left half done. Comes before all else, but not in a dry run. */
  heal?(healing: Healing): Promise<void>;
  /** What a killed run left that only a run can mend, each with what mends it by hand: a promotion tells it. */
  leftOpen?(healing: Healing): Promise<readonly string[]>;
  plan(session: Session): Promise<P>;
  apply(session: Session, plan: P): Promise<Applied>;
  verify(session: Session, plan: P): Promise<readonly Problem[]>;
}
