import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openSandbox } from './sandbox.ts';
import type { Machine } from './machine.ts';

const modules = Array.from({ length: 40 }, (_, index) => `module_${index}`);
const names = ['odoo-one', 'odoo-two', 'odoo-three'];

/** Marks every module of a project with a version: a whole project has only one. */
function setVersion(machine: Machine, name: string, version: string): void {
  for (const module of modules) machine.write(`share/${name}/${module}/__init__.py`, version);
}

/** The versions that stand in a project, each once. */
function versions(machine: Machine, name: string): readonly string[] {
  const found = modules.map((module) =>
    readFileSync(machine.path('share', name, module, '__init__.py'), 'utf8'),
  );
  return [...new Set(found)];
}

test('[promise 5] killed at any moment, each project is whole, and a good run follows', async () => {
  await using sandbox = await openSandbox();
  const { production, standby } = sandbox;
  for (const name of names) {
    production.project(name, modules);
    setVersion(production, name, 'version 0');
  }
  const began = performance.now();
  expect((await sandbox.run('ot-project-sync')).exitCode).toBe(0);
  const wholeMs = performance.now() - began;
  for (let round = 1; round <= 6; round += 1) {
    for (const name of names) setVersion(production, name, `version ${round}`);
    const run = sandbox.start('ot-project-sync');
    // Spread over the run, later rather than sooner: that is where things are moved.
    await sleep(wholeMs * (0.4 + 0.6 * Math.random()));
    run.kill('SIGKILL');
    await run.result;
    for (const name of names) expect([name, versions(standby, name)]).toEqual([name, [expect.any(String)]]);
  }
  expect(await sandbox.run('ot-project-sync')).toMatchObject({ exitCode: 0 });
  for (const name of names) expect(versions(standby, name)).toEqual(['version 6']);
  expect(readdirSync(standby.path('share/.ot-redundancy/staging'))).toEqual([]);
});

test.runIf(process.getuid?.() === 0)(
  '[promise 8] owner and group go by name, and nothing becomes set-user-id',
  async () => {
    await using sandbox = await openSandbox({ ODOO_USER: 'daemon', ODOO_GROUP: 'mail' });
    const { production, standby } = sandbox;
    production.project('odoo-one', ['a']);
    standby.project('odoo-one', ['a']);
    production.write('share/odoo-one/setuid', '');
    chmodSync(production.path('share/odoo-one/setuid'), 0o4755);
    expect(await sandbox.run('ot-project-sync')).toMatchObject({ exitCode: 0, stderr: '' });
    const [daemon, mail] = [accountNumber('passwd', 'daemon'), accountNumber('group', 'mail')];
    for (const path of ['odoo-one', 'odoo-one/a', 'odoo-one/a/__manifest__.py']) {
      const { uid, gid } = statSync(standby.path('share', path));
      expect([path, uid, gid]).toEqual([path, daemon, mail]);
    }
    expect(statSync(standby.path('share/odoo-one/setuid')).mode & 0o7777).toBe(0o755);
    expect((await sandbox.run('ot-project-sync')).stdout).toContain('nothing to do');
  },
);

function accountNumber(database: 'passwd' | 'group', name: string): number {
  const line = readFileSync(`/etc/${database}`, 'utf8')
    .split('\n')
    .find((each) => each.startsWith(`${name}:`));
  return Number(line?.split(':')[2]);
}
