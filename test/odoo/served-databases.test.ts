import { expect, test } from 'vitest';
import { parseOdooConf } from '../../src/odoo/odoo-conf.ts';
import { servedDatabases } from '../../src/odoo/served-databases.ts';

const databases = ['acopy', 'prod', 'prod-test', 'shop.example'];

function served(options: string, host?: string): readonly string[] {
  return servedDatabases(parseOdooConf('odoo.conf', `[options]\n${options}\n`), host, databases);
}

test.each([
  ['all where odoo.conf does not choose', '', undefined, databases],
  ['those of db_name', 'db_name = prod, other', undefined, ['prod']],
  [
    'those that the filter matches, from their beginning',
    'dbfilter = prod',
    undefined,
    ['prod', 'prod-test'],
  ],
  ['the filter before db_name', 'dbfilter = ^prod$\ndb_name = acopy', undefined, ['prod']],
  ['by the first part of the host name', 'dbfilter = ^%d$', 'prod.example.com:8069', ['prod']],
  ['by the first part after www', 'dbfilter = ^%d$', 'www.prod.example.com', ['prod']],
  ['by the whole host name', 'dbfilter = ^%h$', 'shop.example', ['shop.example']],
  [
    'by the whole host name, whose www goes from Odoo 16 on',
    'dbfilter = %h',
    'www.shop.example',
    ['shop.example'],
  ],
  ['none under a name that the filter does not let in', 'dbfilter = ^%d$', 'other.example.com', []],
  ['all where the filter is none that is understood here', 'dbfilter = (?P<x>prod)', undefined, databases],
])('Odoo serves %s', (_, options, host, expected) => {
  expect(served(options, host)).toEqual(expected);
});
