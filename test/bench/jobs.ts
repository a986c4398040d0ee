import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { generateKey } from '../sandbox/sshd.ts';
import { measure, type Figures } from './measure.ts';
import { plainScripts } from './plain.ts';

/** A run of a job that finds nothing to do, and a script that makes the same reads. */
export interface Compared {
  readonly command: string;
  readonly ours: Figures;
  readonly plain: Figures;
}

const rounds = 11;

/** Measures each job where production and standby are in step. */
export async function measureJobs(binary: string): Promise<readonly Compared[]> {
  await using sandbox = await openSandbox();
  await fill(sandbox);
  const plainKey = await placeGate(sandbox);
  const env = sandbox.environment();
  return [...plainScripts(sandbox, plainKey)].flatMap(([command, plain]) => {
    const argv = [binary, command, '--config', sandbox.config, '--quiet'] as const;
    const [ours, theirs] = measure([{ name: command, argv, env }, plain], rounds);
    return ours === undefined || theirs === undefined ? [] : [{ command, ours, plain: theirs }];
  });
}

/** Puts the gate in force for the product, as it should be; the key that this returns may start a shell. */
async function placeGate(sandbox: Sandbox): Promise<string> {
  const { production, standby } = sandbox;
  const key = standby.path('home/.ssh/plain');
  generateKey(key, 'plain');
  const { stdout } = await sandbox.run('ot-configure', ['--authorized-keys']);
  const line = stdout.replace('/usr/local/bin/ot-redundancy-gate', join(production.seenAs, 'gate'));
  production.write('gate', (await sandbox.run('ot-configure', ['--print-gate'])).stdout);
  production.write('sshd/authorized_keys', `${line.trimEnd()}\n${readFileSync(`${key}.pub`, 'utf8')}`);
  return key;
}

async function fill(sandbox: Sandbox): Promise<void> {
  const { production, standby } = sandbox;
  sandbox.usePython();
  // The gate starts nothing that is not called python3.
  sandbox.configure({ PIP_PYTHON: `${standby.seenAs}/venv/bin/python3` });
  await production.odoo.attachMany(500);
  for (const name of ['odoo-company', 'odoo-web', 'odooext-oca-sale'])
    production.project(name, ['one', 'two', 'three']);
  await sandbox.waitForReplay();
}
