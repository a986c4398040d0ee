import { expect, test } from 'vitest';
import { editConfig, emptyConfig } from '../../src/config/edit.ts';
import type { KeyName } from '../../src/config/keys.ts';

const edit = (text: string, changes: Partial<Record<KeyName, string>>) =>
  editConfig(Buffer.from(text), new Map(Object.entries(changes) as [KeyName, string][])).toString();

test('a changed line keeps its place, its export and its comment; all others are untouched', () => {
  const before = `# the site's own
  SYNCMODE='off'   # switched by hand

export   SYNCSRC=old
REMOTEODOO=odoo
`;
  expect(edit(before, { SYNCMODE: 'on', SYNCSRC: 'new' })).toBe(`# the site's own
  SYNCMODE="on"   # switched by hand

export   SYNCSRC="new"
REMOTEODOO=odoo
`);
});

test('a value that is there already changes nothing, whatever its quotes', () => {
  const before = `SYNCMODE='on'\nSYNCSRC=production`;
  expect(edit(before, { SYNCMODE: 'on', SYNCSRC: 'production' })).toBe(before);
});

test('a new key stands behind those of its group, explained', () => {
  const before = 'SYNCSRC=a\nREMOTEODOO=odoo\n\nSUMMARYFILE=/x\n# end\n';
  expect(edit(before, { SSH_PORT: '2222' })).toBe(
    'SYNCSRC=a\nREMOTEODOO=odoo\n# Port of ssh on production.\nSSH_PORT="2222"\n\nSUMMARYFILE=/x\n# end\n',
  );
});

test('keys of a new group stand at the end under its title, in the order of the table', () => {
  expect(edit('SYNCSRC=a\n', { HOLD_DAYS: '7', MAX_REMOVE_PERCENT: '5' })).toBe(`SYNCSRC=a

# Limits and safety
# A run that would take away more than this share of what is here is refused,
# in percent. Where the database leads the filestore, those removals alone are
# left out.
MAX_REMOVE_PERCENT="5"
# How many days what a sync took away can be brought back.
HOLD_DAYS="7"
`);
});

test('CRLF stays CRLF', () => {
  expect(edit('SYNCMODE=off # x\r\nSYNCSRC=a\r\n', { SYNCMODE: 'on', SSH_PORT: '1', HOLD_DAYS: '7' })).toBe(
    [
      'SYNCMODE="on" # x',
      'SYNCSRC=a',
      '# Port of ssh on production.',
      'SSH_PORT="1"',
      '',
      '# Limits and safety',
      '# How many days what a sync took away can be brought back.',
      'HOLD_DAYS="7"',
      '',
    ].join('\r\n'),
  );
});

test('a last line without an ending stays whole', () => {
  expect(edit('SYNCSRC=a\nSYNCMODE=off', { SYNCMODE: 'on' })).toBe('SYNCSRC=a\nSYNCMODE="on"');
  expect(edit('SYNCSRC=a', { SSH_PORT: '1' })).toBe('SYNCSRC=a\n# Port of ssh on production.\nSSH_PORT="1"');
  expect(edit('SYNCSRC=a', { HOLD_DAYS: '1' })).toMatch(
    /^SYNCSRC=a\n\n# Limits and safety\n(# .*\n)+HOLD_DAYS="1"\n$/,
  );
});

test('bytes that are no UTF-8 survive in comments', () => {
  const before = Buffer.from('# caf\xe9\nSYNCMODE=off # \xff\n', 'latin1');
  const after = editConfig(before, new Map([['SYNCMODE', 'on']]));
  expect(after.toString('latin1')).toBe('# caf\xe9\nSYNCMODE="on" # \xff\n');
});

test('letters beyond ASCII are written as UTF-8', () => {
  expect(edit('DATA_DIR=/a\n', { DATA_DIR: '/räk' })).toBe('DATA_DIR="/räk"\n');
  expect(edit('DATA_DIR=/räk\n', { DATA_DIR: '/räk' })).toBe('DATA_DIR=/räk\n');
});

test('what a shell would run is quoted', () => {
  expect(edit('SYNCSRC=a\n', { SYNCSRC: '$(id)`id`"' })).toBe('SYNCSRC="\\$(id)\\`id\\`\\""\n');
});

test('a new file starts with a word about itself', () => {
  const text = editConfig(emptyConfig, new Map([['SYNCSRC', 'a']])).toString();
  expect(text).toMatch(
    /^# Configuration of ot-redundancy.*\n\n# Production: .*\n# Host name .*\nSYNCSRC="a"\n$/,
  );
});

test('an empty file does not start with a blank line', () => {
  expect(edit('', { SYNCSRC: 'a' })).toMatch(/^# Production: .*\n# .*\nSYNCSRC="a"\n$/);
});
