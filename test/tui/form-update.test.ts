import { describe, expect, test } from 'vitest';
import { draftText } from '../../src/configure/draft.ts';
import { farewell } from '../../tui/configure/farewell.ts';
import type { Effect } from '../../tui/configure/outcome.ts';
import { pages } from '../../tui/configure/pages.ts';
import type { State } from '../../tui/configure/state.ts';
import { createStore } from '../../tui/configure/store.ts';
import type { Input } from '../../tui/configure/update.ts';
import { keyNames } from '../../tui/key-names.ts';
import { toField, toPage, typeValue } from './form-keys.ts';
import { draftOf, formOf, hostKeys, planOf, refused } from './form-story.ts';

const none = {
  ...{ upArrow: false, downArrow: false, pageUp: false, pageDown: false, home: false, end: false },
  ...{ leftArrow: false, rightArrow: false, shift: false },
  ...{ return: false, escape: false, tab: false, backspace: false, delete: false, ctrl: false, meta: false },
};

/** Sends inputs one after the other; what came out, and what is to be done outside. */
function send(state: State, ...inputs: readonly Input[]) {
  const effects: Effect[] = [];
  const store = createStore(state, (effect) => effects.push(effect));
  inputs.forEach(store.dispatch);
  return { state: store.state(), effects };
}

const keysOf = (...names: readonly string[]) => names.map((key): Input => ({ kind: 'key', key }));
/** A text as keys that arrived in one chunk. */
const chunk = (text: string) => keysOf(...keyNames(text, none));
const press = (state: State, text: string) => send(state, ...chunk(text));
const paste = (text: string): Input => ({ kind: 'paste', text });

describe('pages and lines', () => {
  test.each(pages)('the keys lead to page %s from wherever one is', (page) => {
    for (const from of pages) expect(press(formOf({}, { page: from }), toPage(page)).state.page).toBe(page);
  });

  test('there and back, round at both ends, and never past the first or last line', () => {
    expect(send(formOf(), ...keysOf('shift-tab')).state.page).toBe('write');
    expect(send(formOf(), ...keysOf('left', 'right')).state.page).toBe('production');
    expect(press(formOf(), 'kkkkkk').state.selected.production).toBe(0);
    expect(press(formOf(), 'jjjjjjjjjjjjjjjjjj').state.selected.production).toBe(10);
  });
});

describe('changing a value', () => {
  test('a whole line of keys in one chunk', () => {
    const { state, effects } = press(formOf(), typeValue('SSH_PORT', 2222));
    expect([...state.draft.changes]).toEqual([['SSH_PORT', '2222']]);
    expect(effects).toEqual([{ kind: 'look', anew: false }]);
  });

  test('what is not usable stays where it is typed, and says so; Esc keeps the old value', () => {
    const { state, effects } = press(formOf(), typeValue('SSH_PORT', 'never'));
    expect(state.overlay).toMatchObject({ kind: 'edit', refused: true });
    expect(effects).toEqual([]);
    expect(send(state, ...keysOf('esc')).state).toMatchObject({
      overlay: undefined,
      draft: { changes: new Map() },
    });
  });

  test('the value that it has already is no change', () => {
    expect(press(formOf(), typeValue('SYNCSRC', '10.0.0.5')).state.draft.changes.size).toBe(0);
    expect(press(formOf(), typeValue('SSH_PORT', 22)).state.draft.changes.size).toBe(0);
  });

  test('production without a name is not known, not wrong', () => {
    const { state } = press(formOf(), typeValue('SYNCSRC', ''));
    expect(draftText(state.draft, 'SYNCSRC')).toBe('NOT-SET');
  });

  test('a paste goes into the field on one line, and nowhere else', () => {
    const at = press(formOf(), `${toField('SYNCSRC')}\r\u0015`).state;
    const { state } = send(at, paste('  erp.example.com\r\n'), ...keysOf('enter'));
    expect(draftText(state.draft, 'SYNCSRC')).toBe('erp.example.com');
    const form = formOf();
    expect(send(form, paste('qqq\ry\r'))).toEqual({ state: form, effects: [] });
  });

  test('a few words are chosen, and digits choose nothing', () => {
    const at = press(formOf(), `${toField('FILESTORE_MODE')}\r`).state;
    expect(at.overlay).toMatchObject({ kind: 'choose', at: 0 });
    expect(press(at, '12').state).toEqual(at);
    expect(draftText(press(at, 'j\r').state.draft, 'FILESTORE_MODE')).toBe('mirror');
    expect(press(at, 'jjjjkkkk\r').state.draft.changes.size).toBe(0);
  });

  test('sync is not switched on here', () => {
    const { state } = press(formOf(), `${toField('SYNCMODE')}\r`);
    expect(state.overlay).toBeUndefined();
    expect(state.message?.text).toContain('after a test');
  });

  test('what was found is taken, and taken back', () => {
    const taken = press(formOf(), `${toField('PIP_PYTHON')}d`).state;
    expect(draftText(taken.draft, 'PIP_PYTHON')).toBe('/opt/odoo/bin/python3');
    expect(press(taken, 'u').state.draft.changes.size).toBe(0);
    expect(press(formOf(), `${toField('SSH_PORT')}d`).state.message?.text).toContain(
      'nothing else was found',
    );
  });
});

describe('access', () => {
  const noKey = formOf({ key: { state: 'failed', why: 'there is no key', next: 'x' } });
  const unpinned = formOf({ hostKeys: hostKeys('new') });
  const changed = formOf({ hostKeys: hostKeys('changed') });

  test('a key is made only after a yes; Enter that was typed ahead is none', () => {
    const asked = press(noKey, 'ag\r\r\r').state;
    expect(asked.overlay).toEqual({ kind: 'confirm', purpose: 'make-key' });
    expect(press(asked, 'n').effects).toEqual([]);
    expect(press(asked, 'y').effects).toEqual([{ kind: 'make-key' }]);
  });

  test('a key that is there is left alone', () => {
    expect(press(formOf(), 'ag\r').state.message?.text).toContain('never replaced');
  });

  test.each(['', 'y', 'Yes', 'yes please', 'SHA256:short'])('[promise 18] "%s" pins nothing', (reply) => {
    const { state, effects } = press(unpinned, `agj\r${reply}\r`);
    expect(effects).toEqual([]);
    expect(state.overlay?.kind).toBe('pin');
  });

  test('[promise 18] yes pins a new host key, and never a changed one', () => {
    const trust = { by: 'first-use' };
    expect(press(unpinned, 'agj\ryes\r').effects).toEqual([{ kind: 'pin', trust }]);
    expect(press(changed, 'agj\ryes\r').effects).toEqual([]);
  });

  test('[promise 18] a fingerprint pins either', () => {
    const fingerprint = `SHA256:${'A'.repeat(43)}`;
    for (const state of [unpinned, changed]) {
      const at = press(state, 'agj\r').state;
      const { effects } = send(at, paste(`${fingerprint}\n`), ...keysOf('enter'));
      expect(effects).toEqual([{ kind: 'pin', trust: { by: 'fingerprint', fingerprint } }]);
    }
  });

  test('waiting is ended by Esc, and does not come back', () => {
    const { effects } = press(formOf({ tests: { running: false, results: refused } }), 'aG\r');
    expect(effects).toEqual([{ kind: 'wait' }]);
    const waiting = send(formOf(), {
      kind: 'waited',
      wait: { tries: 0, last: undefined, over: false },
    }).state;
    const left = send(waiting, ...keysOf('esc'));
    expect(left.effects).toEqual([{ kind: 'stop-waiting' }]);
    const later: Input = { kind: 'waited', wait: { tries: 2, last: refused[4], over: false } };
    expect(send(left.state, later).state.overlay).toBeUndefined();
  });
});

describe('the end', () => {
  const changed = formOf({}, { draft: draftOf({ SSH_PORT: '2222' }) });
  const ready = { ...changed, facts: { ...changed.facts, plan: planOf(changed, '+ SSH_PORT="2222"') } };

  test('nothing is written before the last page, its line, and a yes', () => {
    const { state, effects } = press(ready, 'wg\r\r');
    expect([effects, state.overlay]).toEqual([[], { kind: 'confirm', purpose: 'write' }]);
    expect(press(state, 'y').effects).toEqual([{ kind: 'write' }]);
  });

  test('nothing can be written while a value is not usable', () => {
    const wrong = {
      ...ready,
      draft: { ...ready.draft, present: new Map([['HOLD_DAYS', 'never'] as const]) },
    };
    const { state, effects } = press(wrong, 'wg\r');
    expect([effects, state.overlay]).toEqual([[], undefined]);
    expect(state.message?.text).toContain('Correct it');
  });

  test('[promise 2] sync is switched on only once all is written, by the command that tests first', () => {
    expect(press(ready, 'wgj\ry').effects).toEqual([]);
    expect(press(formOf(), 'wgj\ry').effects).toMatchObject([
      { kind: 'start', line: { command: 'ot-configure', words: ['--enable'] } },
    ]);
    expect(press(formOf(), 'wG\ry').effects).toEqual([]);
  });

  test('q asks when something was changed; Ctrl-C does not, not even over a question', () => {
    expect(press(formOf(), 'q').effects).toEqual([{ kind: 'leave', how: 'ok' }]);
    expect(press(changed, 'q').effects).toEqual([]);
    expect(press(changed, 'qn').state.overlay).toBeUndefined();
    expect(press(changed, 'qy').effects).toEqual([{ kind: 'leave', how: 'ok' }]);
    expect(press(changed, 'q\u0003').effects).toEqual([{ kind: 'leave', how: 'interrupted' }]);
  });

  test('what stays on the terminal: what was done, what was not, and the line as long as it is missing', () => {
    expect(farewell(formOf())).toEqual([]);
    const left = send(changed, { kind: 'did', what: 'made the ssh key /k' }).state;
    const said = farewell({ ...left, facts: { ...left.facts, tests: { running: false, results: refused } } });
    expect(said.slice(0, 2)).toEqual([
      'Done: made the ssh key /k.',
      'Nothing of the changes was written: /etc/odoo/ot-redundancy-sync.conf is as it was.',
    ]);
    expect(said.find((line) => line.startsWith('restrict,command='))).toContain('ssh-ed25519');
  });
});
