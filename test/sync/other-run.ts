/**
 * Another process that holds the lock of a job as a run does: `other-run.ts CONFIG LOCK WAY`. It prints
 * "ready" and the pid of its child, and stays until its standard input ends. On SIGTERM an obedient one ends, a slow
 * one after two seconds, and a deaf one stays. A child that was asked for inherits the lock, and ends after the given seconds.
 */
import { durableFiles } from '../../src/files/durable-files.ts';
import { loadConfig } from '../../src/config/load.ts';
import { processStart } from '../../src/machines/process-start.ts';
import { tryLock } from '../../src/sync/lock.ts';
import { testContext } from '../support/context.ts';

const [, , configFile = '', name = '', way = '', childSeconds = '0'] = process.argv;
const { values } = await loadConfig(configFile);
const env = { pid: process.pid, pidStart: (await processStart('self')) ?? '' };
const context = { ...testContext({ env }), files: durableFiles };
const lock = await tryLock(context, values, { name, what: 'ot-attachments-sync' });
if (lock === undefined) throw new Error('the lock is held');
const endsAfterMs = new Map([
  ['obedient', 0],
  ['slow', 2_000],
]).get(way);
process.on('SIGTERM', () => {
  if (endsAfterMs !== undefined) setTimeout(() => process.exit(130), endsAfterMs);
});
process.stdin.on('end', () => process.exit(0)).resume();
if (childSeconds === '0') console.log('ready');
else {
  const argv = ['sh', '-c', `echo $$; exec sleep ${childSeconds}`] as const;
  const onOutput = (pid: Uint8Array) => console.log(`ready ${Buffer.from(pid).toString().trim()}`);
  context.start({ argv, inherit: [lock.fd], timeoutMs: 600_000, onOutput });
}
