import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readOdooPorts } from '../../src/odoo/odoo-ports.ts';
import type { Place } from '../support/place.ts';
import { openPlace } from '../support/place.ts';

let place: Place;
let other: Server;
let port: number;

beforeEach(async () => {
  place = await openPlace();
  const { promise, resolve } = Promise.withResolvers<number>();
  other = createServer().listen(0, '127.0.33.8', () => {
    const bound = other.address();
    resolve(typeof bound === 'object' ? (bound?.port ?? 0) : 0);
  });
  port = await promise;
  standsAs('inactive');
});
afterEach(async () => {
  await new Promise((resolve) => other.close(resolve));
  place.close();
});

function standsAs(active: string, triggeredBy = ''): void {
  const state = `LoadState=loaded\\nActiveState=${active}\\nUnitFileState=disabled\\nTriggeredBy=${triggeredBy}\\n`;
  place.program('systemctl', `printf '${state}'`);
}

function look(...lines: readonly string[]) {
  place.write('etc/odoo.conf', ['[options]', `http_port = ${port}`, ...lines, ''].join('\n'));
  return readOdooPorts(place.context, { ...place.config, ODOO_CONF: place.at('etc/odoo.conf') });
}

test('a program at any address is in the way of an Odoo that listens everywhere', async () => {
  expect(await look()).toEqual({ wanted: [port], taken: [port] });
  expect(await look('http_interface = 0.0.0.0')).toMatchObject({ taken: [port] });
});

test('one at another address than that of Odoo is not', async () => {
  expect(await look('http_interface = 127.0.0.1')).toEqual({ wanted: [port], taken: [] });
  expect(await look('http_interface = 127.0.33.8')).toMatchObject({ taken: [port] });
});

test('nothing is taken where Odoo itself runs, or systemd listens for it', async () => {
  standsAs('active');
  expect(await look()).toBeUndefined();
  standsAs('inactive', 'odoo.socket');
  expect(await look()).toBeUndefined();
});
