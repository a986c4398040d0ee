import type { CheckReport } from '../checks/check.ts';
import type { Replication } from '../postgres/replication.ts';
import type { JobName } from '../sync/job.ts';
import type { RunRecord } from '../sync/record.ts';

/** A value with how far it can be believed. */
export type Figure<T> =
  | { readonly state: 'known'; readonly value: T }
  /** It was so once; nothing says that it still is. */
  | { readonly state: 'stale'; readonly value: T; readonly why: string }
  | { readonly state: 'unknown'; readonly why: string };

/** What this machine is. */
export type RoleFigure =
  | { readonly kind: 'standby' | 'primary'; readonly server: string }
  | { readonly kind: 'unknown'; readonly why: string };

/** How the standby's database follows production's. */
export interface ReplicationReport extends Omit<
  Replication,
  'bytesToReceive' | 'bytesToReplay' | 'lastTransactionAt' | 'lastTransactionAge'
> {
  /** WAL of production that has not arrived, in bytes. */
  readonly bytesToReceive: Figure<number>;
  /** WAL that is here and not replayed, in bytes. */
  readonly bytesToReplay: Figure<number>;
  /** When the last replayed transaction was committed on production, as ISO 8601. */
  readonly lastTransactionAt: Figure<string>;
  /** Production's work of at most so many seconds is not here. */
  readonly behindSeconds: Figure<number>;
}

/** A run of a job, for a report. */
export interface RunReport {
  readonly id: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly ageSeconds: number;
  /** `died`: its process is gone and has not said how it ended. */
  readonly outcome: RunRecord['outcome'] | 'died';
  readonly exitCode: number | null;
  readonly by: string;
  readonly counts: NonNullable<RunRecord['counts']> | null;
  readonly problems: number;
  /** What was left out, by name; of many only the first. */
  readonly leftOut: readonly string[];
  /** Whether all that was left out settles by itself. */
  readonly waiting: boolean;
  readonly failure: NonNullable<RunRecord['failure']> | null;
  /** Of a scheduled run: so many in a row ended alike, this one the last of them. */
  readonly series?: NonNullable<RunRecord['series']>;
}

/** What is known of the runs of a job. */
export interface JobHistory {
  /** Null: it never succeeded. */
  readonly lastSuccess: RunReport | null;
  /** Null: it never ran. One that has only just begun counts from its first minute on. */
  readonly last: RunReport | null;
}

/** How a job stands. */
export interface JobReport {
  readonly job: JobName;
  readonly command: string;
  /** How old its last success may be, in seconds. */
  readonly limitSeconds: number;
  readonly timeliness: 'in time' | 'late' | 'never' | 'unknown';
  readonly history: Figure<JobHistory>;
}

/** Something that is wrong, and what to do about it. */
export interface Finding {
  readonly level: 'warning' | 'critical';
  readonly what: string;
  readonly next: string;
}

/** The last proof of the filestore. */
export interface VerificationReport {
  readonly at: string;
  readonly ageSeconds: number;
  readonly kind: 'full' | 'quick';
  readonly referred: number;
  readonly bad: number;
}

/** The versions that count. */
export interface Versions {
  readonly program: string;
  readonly postgresql: Figure<string>;
  readonly odoo: Figure<string>;
  readonly rsync: Figure<string>;
}

/** What this machine knows of itself. Every face (text, JSON, Nagios, Prometheus) is made from it. */
export interface Facts {
  readonly schemaVersion: 2;
  /** When it was gathered, as ISO 8601. */
  readonly at: string;
  readonly host: string;
  readonly production: Figure<string>;
  readonly sync: Figure<'on' | 'off'>;
  readonly role: RoleFigure;
  readonly replication: Figure<ReplicationReport>;
  readonly jobs: readonly JobReport[];
  /** Absent: the filestore was never verified, or the result cannot be read. */
  readonly verification?: VerificationReport;
  readonly versions: Versions;
  readonly configuration: {
    readonly path: string;
    readonly failure: { readonly code: string; readonly what: string; readonly next: string } | null;
  };
}

/** The facts with their judgement. */
export interface Report extends Facts {
  /** By the worst of the checks that count. */
  readonly verdict: 'ok' | Finding['level'];
  /** Every readiness check, in the order in which they are shown. */
  readonly checks: readonly CheckReport[];
  /** What the checks found wrong, in a line each. */
  readonly findings: readonly Finding[];
}

/** A figure that is known. */
export function known<T>(value: T): Figure<T> {
  return { state: 'known', value };
}

/** A figure that is not known. */
export function unknown<T>(why: string): Figure<T> {
  return { state: 'unknown', why };
}

/** A figure of something that may be absent. */
export function knownOr<T>(value: T | undefined, why: string): Figure<T> {
  return value === undefined ? unknown(why) : known(value);
}
