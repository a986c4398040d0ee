import type { Config } from '../../src/config/keys.ts';
import type { Detached } from '../../src/machines/detached.ts';
import type { MissingFiles } from '../../src/verify/missing-files.ts';
import type { Incident } from '../../src/recovery/incident.ts';
import type { Person } from '../../src/recovery/person.ts';
import type { Waiting } from '../../src/recovery/quiet-start.ts';
import type { Probe } from '../../src/recovery/signs-of-life.ts';
import type { FullChecklist } from '../../src/recovery/site-steps.ts';
import type { Report } from '../../src/status/report.ts';
import type { Edited } from '../edit-line.ts';
import type { Size } from '../size.ts';
import type { RecordedName } from '../../src/sync/job.ts';
import type { Holder } from '../../src/sync/lock.ts';
import type { Run } from '../../src/sync/run-history.ts';
import type { Screen } from './keys.ts';
import type { Purpose } from './purposes.ts';

/** Something that was looked at, and when; or why it could not be. */
export type Looked<T> =
  | { readonly state: 'not yet' }
  | { readonly state: 'seen'; readonly value: T; readonly at: number }
  /** The last look failed; what was seen before it is stale. */
  | { readonly state: 'failed'; readonly why: string; readonly at: number; readonly before?: Seen<T> };

/** A value with the time it was seen at, in milliseconds since 1970. */
export interface Seen<T> {
  readonly value: T;
  readonly at: number;
}

/** The recovery as its journal tells it. */
export interface Recovery {
  /** The open incident; else the newest one, which is finished. */
  readonly incident: Incident | undefined;
  readonly checklist: FullChecklist;
  /** The living process that writes the journal now. */
  readonly writer: Holder | undefined;
  readonly notesPath: string;
  /** What people may be told, as the facts stand; empty when there was no incident. */
  readonly message: string;
}

/** Everything that the screens are drawn from. */
export interface Snapshot {
  readonly config: Config | undefined;
  readonly report: Looked<Report>;
  readonly missing: Looked<MissingFiles>;
  readonly probes: Looked<readonly Probe[]>;
  /** What a quiet start holds; undefined: nothing is held. */
  readonly waiting: Looked<Waiting | undefined>;
  readonly recovery: Looked<Recovery>;
  readonly runs: Looked<readonly Run[]>;
  readonly commands: readonly Detached[];
}

/** What lies over the screen. */
export type Overlay =
  | { readonly kind: 'help' }
  | { readonly kind: 'line'; readonly id: string }
  | { readonly kind: 'run'; readonly id: string }
  | { readonly kind: 'command'; readonly id: string }
  | { readonly kind: 'export' }
  /** What the people are told, to be copied. */
  | { readonly kind: 'message' }
  | { readonly kind: 'confirm'; readonly purpose: Purpose }
  | { readonly kind: 'ask'; readonly purpose: Purpose; readonly typed: Edited };

/** The whole console as data. */
export interface State {
  readonly host: string;
  /** The person in front of it. */
  readonly me: Person;
  readonly now: number;
  readonly size: Size;
  readonly screen: Screen;
  /** The selected line of each screen. */
  readonly selected: Readonly<Record<Screen, number>>;
  /** How many rows of the long text (a step, details) are scrolled away. */
  readonly scroll: number;
  readonly overlay: Overlay | undefined;
  readonly filter: { readonly job: RecordedName | undefined; readonly wrong: boolean };
  readonly message: { readonly text: string; readonly bad: boolean } | undefined;
  /** The last note, until it is known to be written. */
  readonly draft: string;
  readonly snapshot: Snapshot;
}

/** The console before anything was looked at. */
export function initialState(who: Pick<State, 'host' | 'me' | 'now' | 'size'>): State {
  return {
    ...who,
    screen: 'overview',
    selected: { overview: 0, recovery: 0, runs: 0, notes: 0 },
    scroll: 0,
    overlay: undefined,
    filter: { job: undefined, wrong: false },
    message: undefined,
    draft: '',
    snapshot: {
      config: undefined,
      report: { state: 'not yet' },
      missing: { state: 'not yet' },
      probes: { state: 'not yet' },
      waiting: { state: 'not yet' },
      recovery: { state: 'not yet' },
      runs: { state: 'not yet' },
      commands: [],
    },
  };
}

/** The last thing that was seen, stale or not. */
export function lastSeen<T>(looked: Looked<T>): Seen<T> | undefined {
  if (looked.state === 'seen') return looked;
  return looked.state === 'failed' ? looked.before : undefined;
}

/** The incident that is open. */
export function openIncidentOf({ snapshot }: State): Incident | undefined {
  const incident = lastSeen(snapshot.recovery)?.value.incident;
  return incident?.open === true ? incident : undefined;
}

/** What this machine is, as the last report says. */
export function roleOf({ snapshot }: State): 'standby' | 'primary' | 'unknown' {
  // A report that could not be renewed says nothing of now.
  return snapshot.report.state === 'seen' ? snapshot.report.value.role.kind : 'unknown';
}
