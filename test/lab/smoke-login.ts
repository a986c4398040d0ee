/** The smoke test's login into a real Odoo: it gets in, says when it does not, and shows the password to nobody. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Machine } from './machine.ts';
import { admin, executeInOdoo, loginToOdoo } from './odoo.ts';
import { setKeys } from './fault-stage.ts';

const loginFile = '/etc/odoo/ot-login';
const incidents = '/var/lib/ot-redundancy/incidents';

/** Gives the administrator a password that is nowhere else, and lets the smoke test log in with it and with a wrong one. */
export async function expectLogins(standby: Machine): Promise<void> {
  const right = randomUUID();
  const wrong = randomUUID();
  await setKeys(standby, { ODOO_LOGIN_FILE: loginFile });
  await setPassword(standby, admin.password, right);

  const refused = await smokeAs(standby, wrong);
  expect([refused.exitCode, refused.stderr]).toEqual([
    14,
    expect.stringContaining('Odoo does not let admin in to prod over JSON-RPC'),
  ]);
  const passed = await smokeAs(standby, right);
  expect([passed.exitCode, passed.stdout]).toEqual([
    0,
    expect.stringMatching(/logged in over JSON-RPC: as admin\n.*attachment served whole: /s),
  ]);

  const written = await standby.ok(`cat ${incidents}/*/*`);
  expect(written).toContain('logged in over JSON-RPC: as admin');
  expect(written).toContain('Odoo does not let admin in to prod over JSON-RPC');
  const shown = [refused, passed].flatMap(({ stdout, stderr, started }) => [stdout, stderr, started]);
  for (const text of [written, ...shown]) {
    expect(text).not.toContain(right);
    expect(text).not.toContain(wrong);
  }
  await setPassword(standby, right, admin.password);
  expect(await loginToOdoo(standby)).toBeGreaterThan(0);
}

/** Runs the step with this password in the file, and tells of every program that was started, with its environment. */
async function smokeAs(standby: Machine, password: string) {
  const folder = mkdtempSync(join(tmpdir(), 'ot-smoke-'));
  const trace = join(folder, 'started');
  await standby.put(loginFile, `${admin.login}\n${password}\n`, '640');
  const under = ['strace', '-f', '-v', '-s', '4096', '-e', 'trace=execve', '-o', trace];
  const ran = await standby.run('ot-recovery step smoke run', { under, timeout: 120 });
  const started = readFileSync(trace, 'utf8');
  rmSync(folder, { recursive: true });
  expect(started).toContain('"ot-recovery", "step", "smoke", "run"');
  return { ...ran, started };
}

async function setPassword(machine: Machine, from: string, to: string): Promise<void> {
  const uid = await loginToOdoo(machine, from);
  const args = [[uid], { password: to }];
  await executeInOdoo(machine, { model: 'res.users', method: 'write', args }, from);
}
