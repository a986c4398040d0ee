import type { ExitName } from './exit-codes.ts';

/** Every failure that a person can meet: its code, the exit code it leads to, and what it is in general. */
export const failures = {
  usage: { exit: 'usage', title: 'wrong command line' },
  'sync-off': { exit: 'off', title: 'sync is off' },
  'config-missing': { exit: 'configuration', title: 'configuration file missing or unreadable' },
  'config-syntax': { exit: 'configuration', title: 'configuration line not understood' },
  'config-key': { exit: 'configuration', title: 'unknown or repeated configuration key' },
  'config-value': { exit: 'configuration', title: 'configuration value not usable' },
  'source-not-set': { exit: 'configuration', title: 'production is not configured' },
  'odoo-conf': { exit: 'configuration', title: 'odoo.conf missing or not usable' },
  'lock-held': { exit: 'locked', title: 'another run is under way' },
  unreachable: { exit: 'unreachable', title: 'production does not answer' },
  'host-key': { exit: 'unreachable', title: "production's host key is unknown or has changed" },
  login: { exit: 'unreachable', title: 'production refuses the login' },
  'gate-refused': { exit: 'unreachable', title: 'production does not allow this read' },
  answer: { exit: 'unreachable', title: "production's answer is incomplete or not understood" },
  transfer: { exit: 'failed', title: 'the transfer broke off' },
  'not-standby': { exit: 'refused', title: 'this machine is not a standby' },
  'not-primary': { exit: 'refused', title: 'this machine is not in production' },
  'role-unknown': { exit: 'refused', title: "this machine's role is unknown" },
  'source-empty': { exit: 'refused', title: 'the source is empty' },
  'out-of-proportion': { exit: 'refused', title: 'the run would remove too much' },
  'disk-space': { exit: 'refused', title: 'not enough disk space' },
  'would-break-standby': { exit: 'refused', title: 'the change would harm the standby' },
  verification: { exit: 'unverified', title: 'the result is not what was planned' },
  program: { exit: 'failed', title: 'a program failed' },
  'program-missing': { exit: 'failed', title: 'a program is missing' },
  'program-timeout': { exit: 'failed', title: 'a program did not end in time' },
  file: { exit: 'failed', title: 'a file cannot be read or written' },
  database: { exit: 'failed', title: "the standby's database cannot be asked" },
  'incident-open': { exit: 'refused', title: 'another incident is open' },
  'half-promoted': { exit: 'refused', title: 'a promotion has not come to its end' },
  'odoo-silent': { exit: 'unverified', title: 'Odoo does not answer' },
  'production-alive': { exit: 'refused', title: 'production shows signs of life' },
  'production-unknown': { exit: 'refused', title: 'it cannot be told whether production lives' },
  drill: { exit: 'refused', title: 'a drill must do no harm' },
  'wrong-host': { exit: 'refused', title: 'this is not the named host' },
  'replay-paused': { exit: 'refused', title: 'replay is paused' },
  'replay-delayed': { exit: 'refused', title: 'replay is held back on purpose' },
  'managed-cluster': { exit: 'refused', title: 'a cluster manager stands in the way of the promotion' },
  'not-found': { exit: 'failed', title: 'there is no such thing' },
  interrupted: { exit: 'interrupted', title: 'interrupted' },
} as const satisfies Record<string, { exit: ExitName; title: string }>;

/** The code of a failure. */
export type FailureCode = keyof typeof failures;

/** What is wrong, in one sentence, and the next step to take. */
export interface FailureText {
  readonly what: string;
  readonly next: string;
  readonly cause?: unknown;
}

/** A failure that is told to a person: never a stack trace. */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly exit: ExitName;
  readonly next: string;

  constructor(code: FailureCode, text: FailureText) {
    super(text.what, { cause: text.cause });
    this.name = 'Failure';
    this.code = code;
    this.exit = failures[code].exit;
    this.next = text.next;
  }
}

/** Throws a failure. */
export function fail(code: FailureCode, text: FailureText): never {
  throw new Failure(code, text);
}

/** Any thrown value as a failure; what was not foreseen becomes `program`. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const message = error instanceof Error ? error.message : String(error);
  const text = { what: `unexpected: ${message}`, next: 'Please report this with the command you ran.' };
  return new Failure('program', { ...text, cause: error });
}

/** Any thrown value as a failure; once the signal is aborted, whatever broke did so because of that. */
export function failureOf(error: unknown, signal: AbortSignal): Failure {
  if (!signal.aborted) return asFailure(error);
  const why = signal.reason instanceof Error ? `: ${signal.reason.message}` : '';
  const text = { what: `interrupted${why}; the last good state is kept`, next: 'Run the command again.' };
  return new Failure('interrupted', { ...text, cause: error });
}
