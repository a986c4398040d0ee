import type { ProbeResult } from '../../src/checks/connection/probe.ts';
import { draftText, wrongKeys } from '../../src/configure/draft.ts';
import { fingerprint } from '../../src/machines/known-hosts.ts';
import type { marks } from '../theme.ts';
import { edited } from '../edit-line.ts';
import type { Update } from './outcome.ts';
import { stay } from './outcome.ts';
import type { Purpose } from './purposes.ts';
import type { Looked, State } from './state.ts';
import { isUnwritten, seen } from './state.ts';

/** A line of one of the last two pages: how it stands, and what Enter does. */
export interface Item {
  readonly mark: keyof typeof marks;
  readonly name: string;
  readonly text: string;
  /** What Enter does, in words; why it does nothing now. */
  readonly hint: string;
  /** Absent: nothing can be done now. */
  readonly act?: (state: State) => Update;
}

/** The last result of a probe. */
export function resultOf({ facts }: State, probe: string): ProbeResult | undefined {
  return facts.tests.results.find((result) => result.probe === probe);
}

const confirm = (purpose: Purpose) => (state: State) =>
  stay({ ...state, overlay: { kind: 'confirm', purpose } });

function whyNot(looked: Looked<unknown>): Pick<Item, 'mark' | 'text' | 'hint'> {
  if (looked.state !== 'failed') return { mark: 'running', text: 'being looked at', hint: 'One moment.' };
  return { mark: 'unknown', text: looked.why, hint: looked.next };
}

function keyItem({ facts }: State): Item {
  const name = 'ssh key';
  if (facts.key.state === 'seen') {
    const hint = 'It is there; it is never replaced from here.';
    return { mark: 'good', name, text: facts.key.value.path, hint };
  }
  if (facts.key.state === 'not yet') return { name, ...whyNot(facts.key) };
  const hint = 'Enter makes one, once confirmed.';
  return { mark: 'pending', name, text: facts.key.why, hint, act: confirm('make-key') };
}

function hostKeyItem({ facts }: State): Item {
  const name = 'host key';
  const state = seen(facts.hostKeys);
  if (state === undefined) return { name, ...whyNot(facts.hostKeys) };
  const shown = state.shown.map((key) => fingerprint(key)).join(', ');
  const act = (now: State) => stay({ ...now, overlay: { kind: 'pin', typed: edited('') } });
  const hint = 'Enter shows it, to be compared with production and pinned.';
  if (state.state === 'new') return { mark: 'pending', name, text: `not pinned yet: ${shown}`, hint, act };
  if (state.state === 'changed')
    return { mark: 'bad', name, text: `not the pinned one: ${shown}`, hint, act };
  return {
    mark: 'good',
    name,
    text: `pinned: ${state.pinned.map(fingerprint).join(', ')}`,
    hint: 'Nothing to do.',
  };
}

function lineItem(state: State): Item {
  const { authorization } = state.facts;
  const name = 'line';
  if (authorization.state !== 'seen') return { name, ...whyNot(authorization) };
  const gate = resultOf(state, 'gate');
  const act = (now: State) => stay({ ...now, scroll: 0, overlay: { kind: 'line' } });
  const hint =
    'Enter shows the line for authorized_keys on production and how to place it; p, s: to copy it.';
  if (gate?.verdict === 'ok') return { mark: 'good', name, text: gate.seen, hint, act };
  return { mark: 'pending', name, text: 'to be put into authorized_keys on production', hint, act };
}

function loginItem(state: State): Item {
  const name = 'login';
  const login = resultOf(state, 'login');
  const act = (now: State) => stay(now, { kind: 'wait' });
  if (login?.verdict === 'ok') return { mark: 'good', name, text: login.seen, hint: 'Nothing to do.' };
  const hint = 'Enter tries again and again until production lets us in.';
  const text = login?.seen ?? (state.facts.tests.running ? 'being tested' : 'not tried yet');
  if (draftText(state.draft, 'SYNCSRC') === 'NOT-SET')
    return { mark: 'pending', name, text: 'production is not named yet', hint: 'Name it on the first page.' };
  return { mark: login === undefined ? 'running' : 'bad', name, text, hint, act };
}

function writeItem(state: State): Item {
  const name = 'write';
  const [wrong] = wrongKeys(state.draft);
  const { plan } = state.facts;
  if (wrong !== undefined) {
    const hint = 'Correct it on its page first: until then nothing can be written.';
    return { mark: 'bad', name, text: `${wrong} is not usable`, hint };
  }
  if (plan.state !== 'seen') return { name, ...whyNot(plan) };
  const { edit, lines } = plan.value;
  if (!edit.changed)
    return { mark: 'good', name, text: 'the file says all this already', hint: 'Nothing to do.' };
  const what = edit.before === undefined ? 'a new file' : `${lines.length} lines`;
  const hint = 'Enter writes all of it at once, once confirmed; v shows all lines.';
  return { mark: 'pending', name, text: `${what}: ${edit.path}`, hint, act: confirm('write') };
}

function enableItem(state: State): Item {
  const name = 'sync on';
  const { present } = state.draft;
  if (present.get('SYNCMODE') === 'on')
    return { mark: 'good', name, text: 'sync is on', hint: 'ot-disable-sync switches it off.' };
  const base = { mark: 'pending', name, text: 'sync is off' } as const;
  if (isUnwritten(state)) return { ...base, hint: 'Once the changes are written.' };
  return {
    ...base,
    hint: 'Enter tests the connection and switches sync on, once confirmed.',
    act: confirm('enable'),
  };
}

function syncItem({ draft, facts }: State): Item {
  const name = 'first sync';
  const last = facts.commands.findLast(({ title }) => title === 'ot-sync-from-source');
  const ran = {
    running: 'running',
    lost: 'was killed',
    ended: `ended with exit code ${last?.exitCode ?? '?'}`,
  };
  const mark = last?.state === 'running' ? 'running' : last?.exitCode === 0 ? 'good' : 'bad';
  const base =
    last === undefined
      ? ({ mark: 'pending', text: 'not run from here yet' } as const)
      : ({ mark, text: ran[last.state] } as const);
  if (draft.present.get('SYNCMODE') !== 'on') return { ...base, name, hint: 'Once sync is on.' };
  if (last?.state === 'running') return { ...base, name, hint: 'o shows what it prints.' };
  return { ...base, name, hint: 'Enter runs all syncs, once confirmed.', act: confirm('sync') };
}

/** The lines of the page "Access". */
function accessItems(state: State): readonly Item[] {
  return [keyItem(state), hostKeyItem(state), lineItem(state), loginItem(state)];
}

/** The lines of the page "Write". */
function writeItems(state: State): readonly Item[] {
  return [writeItem(state), enableItem(state), syncItem(state)];
}

/** The lines of a page that are no fields. */
export function itemsOf(state: State): readonly Item[] {
  if (state.page === 'access') return accessItems(state);
  return state.page === 'write' ? writeItems(state) : [];
}
