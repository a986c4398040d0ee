import { expect, test } from 'vitest';
import { meansThisHost, nameToType, requireHost } from '../../src/recovery/promotion/this-host.ts';

const apart = { hostname: 'standby', production: 'production.example.com' };
const full = { hostname: 'erp.b.example.com', production: 'erp.a.example.com' };
const alike = { hostname: 'erp', production: 'erp.a.example.com' };
const address = { hostname: 'erp', production: '192.0.2.1' };

test.each([
  [apart, 'standby', true],
  [apart, 'STANDBY', true],
  [apart, 'standby.example.com', true],
  [apart, 'standby2', false],
  [apart, 'production', false],
  [apart, '', false],
  [full, 'erp.b.example.com', true],
  [full, 'ERP.b.example.com', true],
  [full, 'erp', false],
  [full, 'erp.a.example.com', false],
  [full, 'erp.c.example.com', false],
  [{ ...full, production: 'production' }, 'erp', true],
  [alike, 'erp', false],
  [alike, 'erp.a.example.com', false],
  [alike, 'erp.b.example.com', true],
  [address, 'erp', true],
  [address, '192.0.2.1', false],
])('[promise 10] of %j the name %j means this one: %s', (names, typed, means) => {
  expect(meansThisHost(typed, names)).toBe(means);
});

test('[promise 10] a wrong name is told together with the one that is expected', () => {
  expect(() => requireHost('production', apart)).toThrow(
    '"production" was typed, but this machine is standby:',
  );
  expect(nameToType(alike)).toBe('erp, with its domain');
});
