import { expect, test } from 'vitest';
import { parseListing } from '../../../src/sync/attachments/listing.ts';

const entry = (name: string, type = 'f', size = '5') =>
  `${type}\0${size}\x001700000000.5\x00644\0\0${name}\0`;

test('entries are read with each byte of their names', () => {
  const found = parseListing(`${entry('new\nline')}${entry('latin\xe9')}l\x001\x00-5.1\x00777\0../x\0link\0`);
  expect([...found]).toEqual([
    ['new\nline', { kind: 'file', bytes: 5, time: 1_700_000_000, mode: 0o644, target: '' }],
    ['latin\xe9', { kind: 'file', bytes: 5, time: 1_700_000_000, mode: 0o644, target: '' }],
    ['link', { kind: 'link', bytes: 1, time: -6, mode: 0o777, target: '../x' }],
  ]);
});

test("[hazard 11] marks for the garbage collection and the tool's own folder are passed over", () => {
  const names = ['checklist', 'prod/checklist/aa/x', 'prod/.ot-redundancy/hold/x', 'prod/checklists/x'];
  expect([...parseListing(names.map((name) => entry(name)).join('')).keys()]).toEqual(['prod/checklists/x']);
});

test.each(['../x', 'a/../../x', '/etc/passwd', 'a//b', './a', '..', ''])(
  '[promise 8] the name %j is not believed',
  (name) => expect(() => parseListing(entry(name))).toThrow('not understood'),
);

test.each([
  ['a size that is none', entry('a', 'f', '-1')],
  ['a size in hex', entry('a', 'f', '0x10')],
  ['a record that is cut', entry('a').slice(0, -3)],
  ['a record with a field too few', 'f\x005\x001\x00644\0a\0'],
  ['text', 'Last login: today\n'],
])('[hazard 13] %s is refused', (_, text) => expect(() => parseListing(text)).toThrow('not understood'));

test('what is neither file, folder nor link is other', () => {
  expect([...parseListing(`${entry('p', 'p')}${entry('s', 's')}`).values()].map((each) => each.kind)).toEqual(
    ['other', 'other'],
  );
});
