import { renderToString } from 'ink';
import { createElement } from 'react';
import { describe, expect, test } from 'vitest';
import { edited } from '../../tui/edit-line.ts';
import { Lines } from '../../tui/draw.tsx';
import { textOf, widthOf } from '../../tui/line.ts';
import { fieldsOf } from '../../tui/configure/pages.ts';
import type { State } from '../../tui/configure/state.ts';
import { frameLines } from '../../tui/configure/view/frame.ts';
import * as story from './form-story.ts';

const { draftOf, formOf, good, hostKeys, planOf, refused } = story;

const selected = formOf().selected;
const long = `/srv/${'a-very-long-folder-name/'.repeat(6)}end`;
const notThere = { state: 'failed', why: 'there is no key /root/.ssh/id_ed25519 yet', next: 'x' } as const;
const changed = formOf({}, { draft: draftOf({ SSH_PORT: '2222', HOLD_DAYS: '60' }), page: 'write' });
const plan = planOf(changed, '+ SSH_PORT="2222"', '+ # How many days.', '+ HOLD_DAYS="60"');
const many = planOf(changed, ...Array.from({ length: 40 }, (_, index) => `+ LINE="${index}"`));

/** The form in every state that counts, by the name of its frame. */
const stories: Readonly<Record<string, State>> = {
  'production-nothing-yet': formOf({
    ...{ detected: { state: 'not yet' }, key: { state: 'not yet' }, plan: { state: 'not yet' } },
    tests: { running: true, results: [] },
  }),
  production: formOf(),
  'production-refused': formOf({ tests: { running: false, results: refused } }),
  'edit-port': formOf(
    {},
    {
      selected: { ...selected, production: 3 },
      overlay: { kind: 'edit', key: 'SSH_PORT', typed: edited('99999'), refused: true },
    },
  ),
  'edit-long': formOf(
    {},
    {
      selected: { ...selected, production: 4 },
      overlay: { kind: 'edit', key: 'SSH_KEY', typed: { text: long, cursor: 100 }, refused: false },
    },
  ),
  'choose-mode': formOf(
    {},
    {
      page: 'files',
      selected: { ...selected, files: 1 },
      overlay: { kind: 'choose', key: 'FILESTORE_MODE', words: ['database', 'mirror'], at: 1 },
    },
  ),
  database: formOf({}, { page: 'postgres' }),
  'odoo-detected': formOf({}, { page: 'odoo', selected: { ...selected, odoo: 5 } }),
  'packages-found': formOf({}, { page: 'packages', selected: { ...selected, packages: 5 } }),
  'recovery-wrong': formOf(
    {},
    {
      page: 'recovery',
      draft: { ...draftOf(), present: new Map([['QUIET_START', 'perhaps']]) },
      selected: { ...selected, recovery: fieldsOf('recovery').indexOf('QUIET_START') },
    },
  ),
  alerts: formOf({}, { page: 'alerts' }),
  'access-nothing': formOf(
    {
      ...{ key: notThere, authorization: notThere, hostKeys: hostKeys('new') },
      tests: { running: false, results: refused },
    },
    { page: 'access' },
  ),
  'access-done': formOf({}, { page: 'access', selected: { ...selected, access: 3 } }),
  pin: formOf(
    { hostKeys: hostKeys('new') },
    { page: 'access', overlay: { kind: 'pin', typed: edited('ye') } },
  ),
  'pin-changed': formOf(
    { hostKeys: hostKeys('changed') },
    { page: 'access', overlay: { kind: 'pin', typed: edited('') } },
  ),
  line: formOf({}, { page: 'access', overlay: { kind: 'line' } }),
  waiting: formOf({}, { overlay: { kind: 'wait', wait: { tries: 3, last: refused[4], over: false } } }),
  'waited-well': formOf({}, { overlay: { kind: 'wait', wait: { tries: 4, last: good[4], over: true } } }),
  'write-nothing': formOf({}, { page: 'write' }),
  write: { ...changed, facts: { ...changed.facts, plan } },
  'write-many': { ...changed, facts: { ...changed.facts, plan: many } },
  'write-wrong': formOf(
    {},
    { page: 'write', draft: { ...draftOf(), present: new Map([['SSH_PORT', 'x']]) } },
  ),
  difference: { ...changed, facts: { ...changed.facts, plan: many }, overlay: { kind: 'difference' } },
  'confirm-write': { ...changed, overlay: { kind: 'confirm', purpose: 'write' } },
  'confirm-key': formOf({}, { overlay: { kind: 'confirm', purpose: 'make-key' } }),
  tests: formOf({ tests: { running: false, results: refused } }, { overlay: { kind: 'tests' } }),
  help: formOf({}, { overlay: { kind: 'help' } }),
};

const terminal = { plain: false, ascii: false, color: false };
const sizes = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
] as const;

/** What Ink makes of a state. */
function frame(state: State, ascii = false): string {
  const lines = createElement(Lines, {
    lines: frameLines(state, state.size),
    terminal: { ...terminal, ascii },
  });
  return renderToString(lines, { columns: state.size.columns });
}

describe.each(sizes)('the form at $columns×$rows', (size) => {
  test.each(Object.entries(stories))('%s', async (name, state) => {
    const text = frame({ ...state, size });
    const rows = text.split('\n');
    expect(rows.length).toBe(size.rows);
    expect(Math.max(...rows.map(widthOf))).toBeLessThanOrEqual(size.columns);
    // The footer is never lost.
    expect(rows.at(-1)).toMatch(/Esc|leave/);
    await expect(`${text}\n`).toMatchFileSnapshot(`form-frames/${name}-${size.columns}x${size.rows}.txt`);
  });
});

test.each(Object.entries(stories))(
  '%s in ASCII has the same rows, as wide as before',
  async (name, state) => {
    const ascii = frame(state, true);
    expect(ascii).toMatch(/^[\x20-\x7e\n]*$/);
    expect(ascii.split('\n').map((row) => row.length)).toEqual(frame(state).split('\n').map(widthOf));
    if (['production', 'choose-mode', 'edit-long', 'write'].includes(name))
      await expect(`${ascii}\n`).toMatchFileSnapshot(`form-frames/${name}-ascii.txt`);
  },
);

test('a terminal that is too small says so', () => {
  const text = frame({ ...formOf(), size: { columns: 60, rows: 15 } });
  expect(text).toContain('This terminal has 60×15 characters.');
});

test.each([
  [80, 24],
  [81, 25],
  [133, 31],
  [200, 60],
])('no row of the form is lost or too wide at %s×%s', (columns, rows) => {
  for (const state of Object.values(stories)) {
    const lines = frameLines(state, { columns, rows });
    expect(lines.length).toBe(rows);
    for (const line of lines) expect(widthOf(textOf(line))).toBeLessThanOrEqual(columns);
  }
});
