import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hubName, pairFolder } from './names.ts';
import { loginToOdoo } from './odoo.ts';
import { openPair, type Pair } from './pair.ts';
import { untilOdooAnswers, untilStreaming } from './ready.ts';
import { suiteNames, suites } from './suites.ts';

describe.each(suiteNames)('a pair of %s', (suite) => {
  let pair: Pair;
  beforeAll(async () => {
    pair = await openPair(suite, { name: `driver-${suite}` });
  });
  afterAll(() => pair?.close());

  test('is a production with its Odoo and a standby in recovery, without Odoo and without a key', async () => {
    expect(await loginToOdoo(pair.production)).toBeGreaterThan(0);
    expect(await pair.production.ok(['hostname'])).toBe('lab-production\n');
    expect(await pair.standby.ok(['hostname'])).toBe('lab-standby\n');
    expect(
      await pair.standby.sql(
        "SELECT pg_is_in_recovery(), current_setting('server_version_num')::int / 10000",
      ),
    ).toBe(`t|${suites[suite].postgres}`);
    expect((await pair.standby.run('systemctl is-enabled odoo')).stdout).toBe('disabled\n');
    expect((await pair.standby.run('systemctl is-active odoo')).stdout).toBe('inactive\n');
    expect(await pair.standby.ok('mkdir -p /root/.ssh && find /root/.ssh -type f')).toBe('');
    for (const machine of [pair.production, pair.standby]) {
      expect(await machine.ok('systemctl is-active ssh cron nginx | uniq')).toBe('active\n');
    }
  });

  test('tells exit codes, standard error, time-outs, users and input', async () => {
    const ended = await pair.standby.run('echo out; echo err >&2; exit 7');
    expect(ended).toEqual({ exitCode: 7, stdout: 'out\n', stderr: 'err\n', timedOut: false });
    expect(await pair.standby.run(['sleep', '60'], { timeout: 1 })).toMatchObject({
      exitCode: 124,
      timedOut: true,
    });
    expect(await pair.standby.ok('id -un; cat; echo "$HOME"', { user: 'odoo', input: 'in\n' })).toBe(
      'odoo\nin\n/var/lib/odoo\n',
    );
    await expect(pair.standby.ok('echo why >&2; false')).rejects.toThrow('why');
  });

  test('takes files in and gives them out', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lab-files-'));
    await pair.standby.copyIn(import.meta.filename, '/root/a b.ts');
    expect(await pair.standby.ok(['stat', '-c', '%U %n', '/root/a b.ts'])).toBe('root /root/a b.ts\n');
    await pair.standby.put('/root/new/script', '#!/bin/sh\necho ran\n', '755');
    expect(await pair.standby.ok(['/root/new/script'])).toBe('ran\n');
    await pair.standby.copyOut('/root/a b.ts', `${folder}/back`);
    expect(readFileSync(`${folder}/back`, 'utf8')).toBe(readFileSync(import.meta.filename, 'utf8'));
    rmSync(folder, { recursive: true });
  });

  test('installs packages and wheels from its own little index only', async () => {
    await pair.index.publishDeb({
      name: 'lab-tool',
      version: '1.2',
      files: { '/usr/share/lab-tool/a': 'here\n' },
    });
    await pair.index.publishWheel({ name: 'Lab.Wheel', version: '2.1' });
    await pair.standby.ok('apt-get -qq update && apt-get -qq install -y lab-tool');
    expect(await pair.standby.ok('cat /usr/share/lab-tool/a')).toBe('here\n');
    await pair.standby.ok('python3 -m venv /opt/lab && /opt/lab/bin/pip install -q lab-wheel');
    expect(
      await pair.standby.ok(['/opt/lab/bin/python', '-c', 'import lab_wheel as w; print(w.__version__)']),
    ).toBe('2.1\n');
    expect(await pair.standby.ok(['ip', 'route', 'show', 'default'])).toBe('');
  });

  test('loses production when the cable is pulled and finds it again', async () => {
    const reach = ['curl', '-sS', '-m', '2', '-o', '/dev/null', 'http://lab-production/web/login'];
    await pair.production.cut();
    expect((await pair.standby.run(reach)).exitCode).not.toBe(0);
    expect(await pair.production.cable()).toBe('down');
    await pair.production.heal();
    expect((await pair.standby.run(reach)).exitCode).toBe(0);
    await untilStreaming(pair.production);
  });

  test('gets data as slowly as it is told', async () => {
    await pair.production.ok('head -c 1000000 /dev/zero > /var/www/html/zeros');
    await pair.production.put('/etc/nginx/conf.d/zeros.conf', 'server { listen 81; root /var/www/html; }\n');
    await pair.production.ok('systemctl reload nginx');
    const fetch = 'curl -fsS -o /dev/null -w "%{time_total}" http://lab-production:81/zeros';
    await pair.standby.slow(500);
    const slow = Number(await pair.standby.ok(fetch));
    await pair.standby.slow(null);
    const quick = Number(await pair.standby.ok(fetch));
    expect(slow).toBeGreaterThan(1.5);
    expect(quick).toBeLessThan(slow / 3);
  });

  test('comes back from a power cut with what was committed', async () => {
    await pair.production.sql('CREATE TABLE lab_power AS SELECT 42 AS answer');
    const atWork = pair.production.run('touch /run/at-work; exec sleep 60');
    await pair.production.ok('until [ -e /run/at-work ]; do sleep 0.05; done');
    await pair.production.kill();
    expect((await atWork).exitCode).toBe(137);
    expect(pair.production.isOn).toBe(false);
    await expect(pair.production.ok('true')).rejects.toThrow('is off');
    await pair.production.boot();
    await pair.ready();
    expect(await pair.standby.sql('SELECT answer FROM lab_power')).toBe('42');
  });

  test('can be failed over: the promoted standby serves Odoo', async () => {
    await pair.production.shutdown();
    expect(await pair.standby.sql('SELECT pg_promote(true, 60)')).toBe('t');
    await pair.standby.ok('systemctl enable --quiet --now odoo');
    await untilOdooAnswers(pair.standby);
    expect(await loginToOdoo(pair.standby)).toBeGreaterThan(0);
  });

  test('is as it was prepared after a reset', async () => {
    await pair.reset();
    expect(await pair.standby.sql('SELECT pg_is_in_recovery()')).toBe('t');
    expect(await pair.production.sql("SELECT to_regclass('lab_power') IS NULL")).toBe('t');
    expect((await pair.standby.run('dpkg -s lab-tool')).exitCode).not.toBe(0);
    expect((await pair.standby.run('apt-get -qq update && apt-cache show lab-tool')).exitCode).not.toBe(0);
  });
});

test('a pair whose driver was killed goes by itself', async () => {
  const name = 'driver-died';
  const died = await execa(
    process.execPath,
    [`${import.meta.dirname}/fixtures/open-and-die.ts`, 'bullseye', name],
    {
      reject: false,
    },
  );
  expect(died.signal).toBe('SIGKILL');
  await expect.poll(() => existsSync(pairFolder(name)), { timeout: 20_000 }).toBe(false);
  expect(existsSync(`/run/netns/${hubName(name)}`)).toBe(false);
});
