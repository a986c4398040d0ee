import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import type { MarkName } from '../marks.ts';
import type { Server } from '../postgres/psql.ts';
import type { Facts, RoleFigure } from '../status/report.ts';

/** What a check says. `unknown`: it could not be looked at, or there is nothing to judge by yet. */
export type CheckVerdict = 'ok' | 'warning' | 'failing' | 'unknown';

/** The mark of each verdict, the worst first. */
export const checkMarks = {
  failing: 'bad',
  warning: 'warning',
  unknown: 'unknown',
  ok: 'good',
} as const satisfies Record<CheckVerdict, MarkName>;

/** The verdicts, the worst first. */
export const worstFirst = ['failing', 'warning', 'unknown', 'ok'] as const satisfies readonly CheckVerdict[];

/** A raw value that a check looked at. */
export interface CheckValue {
  readonly name: string;
  readonly value: string | number | boolean | null;
}

/** What one look found. */
export interface CheckOutcome {
  readonly verdict: CheckVerdict;
  /** What was found, in a line. */
  readonly said: string;
  readonly values: readonly CheckValue[];
  /** What to do; null when there is nothing to do. */
  readonly next: string | null;
  /** Whether it counts for the verdict of the whole report: what is unknown for a good reason does not. */
  readonly counts: boolean;
}

/** A check in a report. */
export interface CheckReport extends CheckOutcome {
  readonly id: string;
  /** What is looked at, in a few words. */
  readonly title: string;
  /** What shows the same by hand. */
  readonly command: string;
  /** How long ago it was looked at. */
  readonly ageSeconds: number;
}

interface Described {
  /** Never changes: programs look for it. */
  readonly id: string;
  readonly title: string;
  /** The roles of a machine for which it means something. */
  readonly roles: readonly RoleFigure['kind'][];
  command(config: Config): string;
}

/** A check of what the report knows anyway. Undefined: there is nothing to judge. */
export interface FactCheck extends Described {
  readonly kind: 'facts';
  judge(facts: Facts, config: Config): CheckOutcome | undefined;
}

/** A check that looks at the machine itself. Undefined: there is nothing to look at. */
export interface MachineCheck extends Described {
  readonly kind: 'machine';
  /** For how long one look is good, in seconds; 0 looks each time. */
  readonly freshSeconds: number;
  look(subject: Subject): Promise<CheckOutcome | undefined>;
}

/** A readiness check. */
export type Check = FactCheck | MachineCheck;

/** The database server of this machine, as far as it could be asked. */
export interface OwnDatabase {
  readonly server: Server;
  /** Where its data lies, on this machine. Undefined when that is not to be seen. */
  readonly dataDirectory: string | undefined;
}

/** What a check of the machine works with. */
export interface Subject {
  readonly context: Context;
  readonly config: Config;
  readonly facts: Facts;
  /** Undefined when the role is unknown. */
  readonly database: OwnDatabase | undefined;
}

type Values = Readonly<Record<string, CheckValue['value'] | undefined>>;

interface Advised {
  readonly said: string;
  readonly next: string;
  readonly values?: Values;
}

/** All is well. */
export function fine(said: string, values: Values = {}): CheckOutcome {
  return { verdict: 'ok', said, values: listed(values), next: null, counts: true };
}

/** Something should be looked at; a recovery would still work. */
export function warning({ said, next, values = {} }: Advised): CheckOutcome {
  return { verdict: 'warning', said, values: listed(values), next, counts: true };
}

/** A recovery would fail, or lose what it need not. */
export function failing({ said, next, values = {} }: Advised): CheckOutcome {
  return { verdict: 'failing', said, values: listed(values), next, counts: true };
}

/** It cannot be told, and that is nobody's fault. */
export function untold({ said, next, values = {} }: Advised): CheckOutcome {
  return { verdict: 'unknown', said, values: listed(values), next, counts: false };
}

/** It should be known, and is not. */
export function unseen({ said, next, values = {} }: Advised): CheckOutcome {
  return { verdict: 'unknown', said, values: listed(values), next, counts: true };
}

function listed(values: Values): readonly CheckValue[] {
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}
