/**
 * Another process that holds the lock of the attachments job as a run does: `other-run.ts CONFIG WAY`. It prints
 * "ready" and the pid of its child, and stays until its standard input ends. On SIGTERM an obedient one ends, a deaf
 * one stays. A child that was asked for inherits the lock, and ends after the given seconds.
 */
import { durableFiles } from '../../src/files/durable-files.ts';
import { loadConfig } from '../../src/config/load.ts';
import { processStart } from '../../src/machines/process-start.ts';
import { tryLock } from '../../src/sync/lock.ts';
import { testContext } from '../support/context.ts';

const [, , configFile = '', way = '', childSeconds = '0'] = process.argv;
const { values } = await loadConfig(configFile);
const env = { pid: process.pid, pidStart: (await processStart('self')) ?? '' };
const context = { ...testContext({ env }), files: durableFiles };
const lock = await tryLock(context, values, { name: 'attachments', what: 'ot-attachments-sync' });
if (lock === undefined) throw new Error('the lock is held');
process.on('SIGTERM', () => (way === 'deaf' ? undefined : process.exit(130)));
process.stdin.on('end', () => process.exit(0)).resume();
if (childSeconds === '0') console.log('ready');
else {
  const argv = ['sh', '-c', `echo $$; exec sleep ${childSeconds}`] as const;
  const onOutput = (pid: Uint8Array) => console.log(`ready ${Buffer.from(pid).toString().trim()}`);
  context.start({ argv, inherit: [lock.fd], timeoutMs: 600_000, onOutput });
}
