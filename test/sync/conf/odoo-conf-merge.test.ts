import { expect, test } from 'vitest';
import { parseOdooConf } from '../../../src/odoo/odoo-conf.ts';
import { changedOptions, mergeOdooConf } from '../../../src/sync/conf/odoo-conf-merge.ts';

const keep = ['db_host', 'DB_Password', 'logfile'];
const merge = (source: string, own?: string) =>
  mergeOdooConf({
    source: { path: 'theirs', text: source },
    own: own === undefined ? undefined : { path: 'ours', text: own },
    keep,
  });
const options = (text: string) =>
  Object.fromEntries([...parseOdooConf('x', text).options].map(([name, option]) => [name, option.value]));

test("keeps production's comments and order, and this machine's own values", () => {
  const source =
    '; theirs\n[options]\n# host\ndb_host = prod\nworkers = 4\n\n[queue_job]\nchannels = root:2\n';
  const own = '[options]\nworkers = 1\ndb_host = False\ndb_password = mine\n';
  expect(merge(source, own)).toBe(
    '; theirs\n[options]\n# host\ndb_host = False\nworkers = 4\ndb_password = mine\n\n[queue_job]\nchannels = root:2\n',
  );
});

test('[hazard 17] what this machine does not set is not set afterwards, also when it has no odoo.conf', () => {
  const source = '[options]\ndb_host = prod\nworkers = 4\n';
  expect(options(merge(source, '[options]\nworkers = 1\n'))).toEqual({ workers: '4' });
  expect(options(merge(source))).toEqual({ workers: '4' });
});

test.each([
  ['indented options', '[options]\n  db_host = prod\n  workers = 4\n'],
  ['values over several lines', '[options]\ndb_host =\n    prod,\n    other\nworkers = 4\n'],
  ['colons and capitals', '[options]\nDB_HOST: prod\nworkers: 4\n'],
  ['no final newline', '[options]\nworkers = 4\ndb_host = prod'],
  ['Windows line ends', '[options]\r\ndb_host = prod\r\nworkers = 4\r\n'],
  ['an empty value', '[options]\ndb_host =\nworkers = 4\n'],
])('[hazard 17] keeps the own db_host against %s', (_, source) => {
  const own = '[options]\ndb_host = /run/postgresql\nlogfile = a,\n  b\n';
  const merged = options(merge(source, own));
  expect(merged).toMatchObject({ db_host: '/run/postgresql', workers: '4', logfile: 'a,\nb' });
});

test('[hazard 17] an option of the same name in another section is not the one', () => {
  const source = '[other]\ndb_host = x\n[options]\nworkers = 4\n';
  const merged = merge(source, '[options]\ndb_host = mine\n');
  expect(merged).toBe('[other]\ndb_host = x\n[options]\nworkers = 4\ndb_host = mine\n');
});

test('an empty section of options takes the own ones', () => {
  expect(options(merge('[options]\n', '[options]\ndb_host = mine\n'))).toEqual({ db_host: 'mine' });
});

test('without a section of options there is nothing to merge', () => {
  expect(() => merge('# empty\n')).toThrow('theirs has no section [options]');
});

test('names what changes, never the values', () => {
  const before = { path: 'a', text: '[options]\nworkers = 1\nadmin_passwd = old\n' };
  const after = { path: 'b', text: '[options]\nadmin_passwd = new\nlimit_time = 3\n' };
  expect(changedOptions(before, after)).toEqual(['admin_passwd', 'limit_time', 'workers']);
});
