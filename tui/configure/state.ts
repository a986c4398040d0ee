import type { KeyName } from '../../src/config/keys.ts';
import type { ConfigEdit } from '../../src/config/write.ts';
import type { ProbeResult } from '../../src/checks/connection/probe.ts';
import type { Authorization } from '../../src/configure/authorized-keys.ts';
import type { GroupFinding } from '../../src/configure/detect/finding.ts';
import type { DifferentLine } from '../../src/configure/difference.ts';
import type { Draft } from '../../src/configure/draft.ts';
import type { HostKeyState } from '../../src/configure/pin-host-key.ts';
import type { Setting } from '../../src/configure/settings.ts';
import type { SshKey } from '../../src/configure/ssh-key.ts';
import type { Detached } from '../../src/machines/detached.ts';
import type { Edited } from '../edit-line.ts';
import type { Size } from '../size.ts';
import type { Page } from './pages.ts';
import { pages } from './pages.ts';
import type { Purpose } from './purposes.ts';

/** Something that was looked at for the present draft. */
export type Looked<T> =
  | { readonly state: 'not yet' }
  | { readonly state: 'seen'; readonly value: T }
  | { readonly state: 'failed'; readonly why: string; readonly next: string };

/** What this machine tells of itself. */
export interface Detected {
  readonly settings: ReadonlyMap<KeyName, Setting>;
  readonly findings: readonly GroupFinding[];
}

/** What would be written. */
export interface Plan {
  readonly draft: Draft;
  readonly edit: ConfigEdit;
  readonly lines: readonly DifferentLine[];
}

/** What is known of the world for the present draft. */
export interface Facts {
  readonly detected: Looked<Detected>;
  readonly tests: { readonly running: boolean; readonly results: readonly ProbeResult[] };
  readonly key: Looked<SshKey>;
  readonly hostKeys: Looked<HostKeyState>;
  readonly authorization: Looked<Authorization>;
  readonly plan: Looked<Plan>;
  readonly commands: readonly Detached[];
  /** What was done at once, because somebody asked for it: it stays when the form is left without writing. */
  readonly acts: readonly string[];
}

/** The wait for the first login. */
export interface Wait {
  readonly tries: number;
  readonly last: ProbeResult | undefined;
  readonly over: boolean;
}

/** What lies over the page, or takes the keys. */
export type Overlay =
  | { readonly kind: 'edit'; readonly key: KeyName; readonly typed: Edited; readonly refused: boolean }
  | { readonly kind: 'choose'; readonly key: KeyName; readonly words: readonly string[]; readonly at: number }
  | { readonly kind: 'confirm'; readonly purpose: Purpose }
  | { readonly kind: 'pin'; readonly typed: Edited }
  | { readonly kind: 'wait'; readonly wait: Wait }
  | { readonly kind: 'command'; readonly id: string }
  | { readonly kind: 'line' }
  | { readonly kind: 'tests' | 'help' | 'difference' };

/** The whole form as data. */
export interface State {
  readonly host: string;
  readonly size: Size;
  readonly page: Page;
  /** The selected line of each page. */
  readonly selected: Readonly<Record<Page, number>>;
  /** How many rows of a long text are scrolled away. */
  readonly scroll: number;
  readonly draft: Draft;
  readonly overlay: Overlay | undefined;
  readonly message: { readonly text: string; readonly bad: boolean } | undefined;
  readonly facts: Facts;
}

const notYet = { state: 'not yet' } as const;

/** The form before anything was looked at. */
export function initialState(start: Pick<State, 'host' | 'size' | 'draft'>): State {
  return {
    ...start,
    page: 'production',
    // The first key of all is switched on at the end, not typed here.
    selected: { ...zeros(), production: 1 },
    scroll: 0,
    overlay: undefined,
    message: undefined,
    facts: {
      ...{ detected: notYet, key: notYet, hostKeys: notYet, authorization: notYet, plan: notYet },
      tests: { running: true, results: [] },
      ...{ commands: [], acts: [] },
    },
  };
}

function zeros(): Readonly<Record<Page, number>> {
  // Each page is named: the table types it.
  return Object.fromEntries(pages.map((page) => [page, 0])) as Record<Page, number>;
}

/** What was seen, if it was. */
export function seen<T>(looked: Looked<T>): T | undefined {
  return looked.state === 'seen' ? looked.value : undefined;
}

/** Whether something would be written, as far as that is known. */
export function isUnwritten({ draft, facts }: State): boolean {
  return draft.changes.size > 0 || seen(facts.plan)?.edit.changed === true;
}
