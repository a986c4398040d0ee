import { openSandbox } from '../sandbox/sandbox.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { DemoFailed, print } from './stage.ts';

/** The same job where no machines can be had: a pair in one folder, attachments through the database. */
export async function playInSandbox(): Promise<void> {
  print('a pair in one folder: two PostgreSQL clusters that replicate, sshd and rsync on loopback');
  await using sandbox = await openSandbox();
  const { odoo } = sandbox.production;
  for (let number = 1; number <= 12; number += 1) {
    await odoo.attach(`invoice-${number}.txt`, `Invoice ${number}\n${'x'.repeat(number * 5_000)}`);
  }
  sandbox.production.project('odooext-acme-stock-tools', ['stock_tools']);
  await sandbox.waitForReplay();
  print('(12 attachments and a project of addons made on production)');
  await show(sandbox, 'ot-connection-test', [], [0, 1]);
  await show(sandbox, 'ot-attachments-sync', ['--dry-run']);
  await show(sandbox, 'ot-attachments-sync');
  await show(sandbox, 'ot-project-sync');
  await show(sandbox, 'ot-status', [], [0, 1, 3]);
  const here = sandbox.standby.odoo;
  const same = JSON.stringify(here.names()) === JSON.stringify(odoo.names());
  if (!same || here.damaged().length > 0)
    throw new DemoFailed('the standby does not hold what production has');
  print(`  [OK] ${here.names().length} filestore files, all with the right sha1`);
}

async function show(
  sandbox: Sandbox,
  command: string,
  args: readonly string[] = [],
  codes: readonly number[] = [0],
): Promise<void> {
  print(`\nstandby# ${[command, ...args].join(' ')}`);
  const { exitCode, stdout, stderr } = await sandbox.run(command, args);
  print(`${stdout}${stderr}`.trimEnd().replace(/^/gm, '  '));
  if (exitCode === undefined || !codes.includes(exitCode)) {
    throw new DemoFailed(`${command} ended with ${exitCode ?? 'a signal'}`);
  }
}
