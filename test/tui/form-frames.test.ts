import { edited } from '../../tui/edit-line.ts';
import { fieldsOf } from '../../tui/configure/pages.ts';
import type { State } from '../../tui/configure/state.ts';
import { frameLines } from '../../tui/configure/view/frame.ts';
import * as story from './form-story.ts';
import { testFrames } from './frames.ts';

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

testFrames({
  folder: 'form-frames',
  states: stories,
  draw: frameLines,
  sizes: [
    { columns: 80, rows: 24 },
    { columns: 120, rows: 40 },
  ],
  inAscii: ['production', 'choose-mode', 'edit-long', 'write'],
});
