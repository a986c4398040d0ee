import { afterEach, beforeEach, expect, test } from 'vitest';
import { whyProtected, whyRefused } from '../../../src/sync/conf/protected.ts';
import type { Place } from '../../support/place.ts';
import { openPlace } from '../../support/place.ts';

let place: Place;

beforeEach(async () => {
  place = await openPlace();
});

afterEach(() => place.close());

test.each([
  '/',
  '/etc/',
  '/etc/postgresql/13/main/pg_hba.conf',
  '/etc/ssh/ssh_host_ed25519_key',
  '/etc/fstab',
  '/etc/network/interfaces',
  '/etc/hostname',
  '/etc/machine-id',
  '/etc/odoo/ot-redundancy-sync.conf',
  '/etc/odoo/odoo.conf',
  '/etc/odoo/odoo.conf.previous',
  '/etc/apt/sources.list',
  '/etc/cron.d/ot-redundancy',
])('[promise 9] %s is never copied, and it is said why', (path) => {
  expect(whyRefused(place.config, path)).toMatch(/\w/);
});

test.each([
  '/etc/ssh/sshd_config',
  '/etc/odoo/odoo.tools',
  '/etc/hostname.d',
  '/etc/nginx/conf.d',
  '/etc/odoo',
])('%s may be copied', (path) => {
  expect([whyRefused(place.config, path), whyProtected(place.config, path)]).toEqual([undefined, undefined]);
});
