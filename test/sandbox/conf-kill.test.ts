import { readdirSync, symlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openSandbox } from './sandbox.ts';

test('[promise 5] killed at any moment, a good run follows and nothing unfinished is left', async () => {
  await using sandbox = await openSandbox({ APT_SOURCES: 'keep' });
  const { production, standby } = sandbox;
  standby.fixture('nginx', 'exit 0');
  standby.fixture('systemctl', 'exit 0');
  const sites = Array.from({ length: 15 }, (_, index) => `site${index}`);
  const conf = production.read('etc/odoo/odoo.conf');
  const setVersion = (version: string) => {
    for (const site of sites) production.write(`etc/nginx/sites-available/${site}`, `# ${version}\n`);
    production.write('etc/odoo/odoo.conf', `${conf}version = ${version}\n`);
  };
  setVersion('0');
  for (const site of sites)
    symlinkSync(`../sites-available/${site}`, production.path('etc/nginx/sites-enabled', site));
  const began = performance.now();
  expect((await sandbox.run('ot-conf-sync')).exitCode).toBe(0);
  const wholeMs = performance.now() - began;
  for (let round = 1; round <= 6; round += 1) {
    setVersion(String(round));
    const run = sandbox.start('ot-conf-sync');
    await sleep(wholeMs * (0.4 + 0.6 * Math.random()));
    run.kill('SIGKILL');
    await run.result;
    // Every single file is an old or a new one, never a half.
    for (const site of sites) expect(standby.read(`etc/nginx/sites-enabled/${site}`)).toMatch(/^# \d\n$/);
    expect(standby.read('etc/odoo/odoo.conf')).toMatch(/\nversion = \d\n$/);
  }
  expect(await sandbox.run('ot-conf-sync')).toMatchObject({ exitCode: 0 });
  for (const site of sites) expect(standby.read(`etc/nginx/sites-available/${site}`)).toBe('# 6\n');
  expect(standby.read('etc/odoo/odoo.conf')).toContain('version = 6\n');
  expect(readdirSync(standby.path('etc/nginx/sites-available')).sort()).toEqual([...sites].sort());
  expect(readdirSync(standby.path('state/staging'))).toEqual([]);
  expect(standby.exists('state/conf-pending.json')).toBe(false);
});
