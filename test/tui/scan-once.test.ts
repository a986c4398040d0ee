import { expect, test } from 'vitest';
import type { Context } from '../../src/context.ts';
import type { Command, Outcome } from '../../src/machines/command.ts';
import { until } from '../../src/until.ts';
import { scanOnce } from '../../tui/configure/work/scan-once.ts';
import { testContext } from '../support/context.ts';

const scan = { argv: ['ssh-keyscan', '-p', '22', '--', 'erp'], timeoutMs: 1000 } as const;

/** A context that counts what it runs; a scan shows what it is told to. */
function counting(stdout: () => string) {
  const ran: Command[] = [];
  const run = async (command: Command): Promise<Outcome> => {
    ran.push(command);
    const said = { stdout: stdout(), stderr: '', durationMs: 1 };
    return { argv: command.argv, ended: 'exited', exitCode: 0, ...said };
  };
  const context: Context = { ...testContext(), run };
  return { context, ran };
}

test('the same host and port is asked once, another one for itself, and anew when told to', async () => {
  const { context, ran } = counting(() => 'erp ssh-ed25519 AAAA');
  const scanner = scanOnce(context);
  await Promise.all([scanner.context.run(scan), scanner.context.run(scan)]);
  await scanner.context.run({ ...scan, argv: ['ssh-keyscan', '-p', '2222', '--', 'erp'] });
  expect(ran).toHaveLength(2);
  scanner.forget();
  await scanner.context.run(scan);
  expect(ran).toHaveLength(3);
});

test('what showed nothing is asked again, and nothing else is ever remembered', async () => {
  const { context, ran } = counting(() => '');
  const scanner = scanOnce(context);
  await scanner.context.run(scan);
  await scanner.context.run(scan);
  for (let time = 0; time < 2; time += 1)
    await scanner.context.run({ argv: ['ssh', 'erp'], timeoutMs: 1000 });
  expect(ran).toHaveLength(4);
});

test('a look that is over ends what it runs, but not the scan that the next one wants', async () => {
  const { context, ran } = counting(() => 'erp ssh-ed25519 AAAA');
  const end = new AbortController();
  const look = until(scanOnce(context).context, end.signal);
  await look.run(scan);
  await look.run({ argv: ['ssh', 'erp'], timeoutMs: 1000 });
  end.abort();
  expect(ran.map(({ signal }) => signal?.aborted)).toEqual([undefined, true]);
  expect(look.signal.aborted).toBe(true);
  expect(context.signal.aborted).toBe(false);
});
