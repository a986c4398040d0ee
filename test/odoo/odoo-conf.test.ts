import { expect, test } from 'vitest';
import { addonsPath, odooOption, parseOdooConf } from '../../src/odoo/odoo-conf.ts';

const parse = (text: string) => parseOdooConf('/etc/odoo/odoo.conf', text);

test('options are read as configparser reads them', () => {
  const conf = parse(`; a comment
[options]
# another
addons_path = /usr/share/core-odoo/addons,
    /usr/share/odoo-a,

    ; a comment within
    /usr/share/odoo-b
DB_Host: db.example.com
empty =
no_blank=1
equals = a=b:c # not a comment
`);
  expect(addonsPath(conf)).toEqual(['/usr/share/core-odoo/addons', '/usr/share/odoo-a', '/usr/share/odoo-b']);
  expect(odooOption(conf, 'db_host')).toBe('db.example.com');
  expect(odooOption(conf, 'no_blank')).toBe('1');
  expect(odooOption(conf, 'equals')).toBe('a=b:c # not a comment');
  expect(conf.options.get('addons_path')).toMatchObject({ firstLine: 4, lastLine: 8 });
});

test.each(['False', 'false', 'None', ''])('an option that is "%s" is not set', (value) => {
  expect(odooOption(parse(`[options]\ndb_host = ${value}\n`), 'db_host')).toBeUndefined();
});

test('options of other sections do not count', () => {
  const conf = parse(
    '[queue_job]\ndata_dir = /elsewhere\n[options]\ndata_dir = /here\n[more]\ndata_dir = /there\n',
  );
  expect(odooOption(conf, 'data_dir')).toBe('/here');
});

test.each([
  ['data_dir = /x\n', 'line 1: expected [options]'],
  ['[options]\njust words\n', 'line 2: expected name = value'],
  ['[options]\na = 1\nA = 2\n', 'line 3: a is set a second time (first in line 2)'],
])('%j is refused with its place', (text, message) => {
  expect(() => parse(text)).toThrow(`/etc/odoo/odoo.conf, ${message}`);
});
