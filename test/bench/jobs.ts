import { openSandbox, type Sandbox } from '../sandbox/sandbox.ts';
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
  const env = sandbox.environment();
  return [...plainScripts(sandbox)].flatMap(([command, plain]) => {
    const argv = [binary, command, '--config', sandbox.config, '--quiet'] as const;
    const [ours, theirs] = measure([{ name: command, argv, env }, plain], rounds);
    return ours === undefined || theirs === undefined ? [] : [{ command, ours, plain: theirs }];
  });
}

async function fill(sandbox: Sandbox): Promise<void> {
  const { production } = sandbox;
  sandbox.usePython();
  await production.odoo.attachMany(500);
  for (const name of ['odoo-company', 'odoo-web', 'odooext-oca-sale'])
    production.project(name, ['one', 'two', 'three']);
  await sandbox.waitForReplay();
}
