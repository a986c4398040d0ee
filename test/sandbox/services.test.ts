import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from './processes.ts';
import { promote } from './replication.ts';
import { openSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';
import { ssh } from './ssh.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await openSandbox();
});

afterAll(async () => {
  await sandbox.close();
});

function onStandby(program: string, ...args: readonly string[]) {
  return spawnSync(program, args, { env: sandbox.environment(), encoding: 'utf8' });
}

/** The status of a page of a machine's Odoo; 0 while nothing listens. */
async function page(port: number, path: string): Promise<number> {
  return fetch(`http://127.0.0.1:${port}${path}`).then(
    (response) => response.status,
    () => 0,
  );
}

test("production's Odoo serves its login page, attachments and a login over JSON-RPC", async () => {
  const { production } = sandbox;
  const made = await production.odoo.attach('served.txt', 'served', {
    url: '/web/content/1-ab/web.assets_common.css',
  });
  expect(ssh(sandbox, 'systemctl enable --now odoo && systemctl is-enabled odoo').stdout).toBe('enabled\n');
  await until(async () => (await page(production.httpPort, '/web/health')) === 200, 'Odoo to listen');
  const at = `http://127.0.0.1:${production.httpPort}`;
  expect(await (await fetch(`${at}/web/login`)).text()).toContain(`href="/web/content/${made.id}"`);
  expect(await (await fetch(`${at}/web/content/${made.id}`)).text()).toBe('served');
  const params = { service: 'common', method: 'login', args: ['prod', 'admin', 'admin'] };
  const login = await fetch(`${at}/jsonrpc`, { method: 'POST', body: JSON.stringify({ params }) });
  expect(await login.json()).toMatchObject({ result: 2 });
  rmSync(production.odoo.file(made));
  expect(await page(production.httpPort, `/web/content/${made.id}`)).toBe(404);
  expect(ssh(sandbox, 'systemctl is-active odoo').stdout).toBe('active\n');
});

test("the standby's Odoo is off, fails on the read-only database, and works once that is promoted", async () => {
  const { standby } = sandbox;
  expect(onStandby('systemctl', 'is-active', 'odoo')).toMatchObject({ status: 3, stdout: 'inactive\n' });
  expect(onStandby('systemctl', 'is-enabled', 'odoo.service')).toMatchObject({
    status: 1,
    stdout: 'disabled\n',
  });
  onStandby('systemctl', 'start', 'odoo');
  await until(async () => (await page(standby.httpPort, '/web/login')) === 500, 'Odoo to listen');
  await promote(standby.postgres);
  expect(await page(standby.httpPort, '/web/login')).toBe(200);
  onStandby('systemctl', 'stop', 'odoo');
  await until(async () => (await page(standby.httpPort, '/web/login')) === 0, 'Odoo to stop');
  expect(onStandby('systemctl', 'start', 'unknown')).toMatchObject({ status: 5 });
});

test('nginx tells a good configuration from a nested folder and an unclosed site', () => {
  const { standby } = sandbox;
  standby.write('etc/nginx/sites-enabled/odoo', 'server {\n  location / {\n  }\n}\n');
  expect(onStandby('nginx', '-t').status).toBe(0);
  standby.write('etc/nginx/sites-enabled/odoo', 'server {\n');
  expect(onStandby('nginx', '-t')).toMatchObject({ status: 1, stderr: expect.stringContaining('[emerg]') });
  standby.write('etc/nginx/sites-enabled/odoo', '');
  standby.write('etc/nginx/sites-enabled/sites-enabled/odoo', '');
  expect(onStandby('nginx', '-t')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('Is a directory'),
  });
});
