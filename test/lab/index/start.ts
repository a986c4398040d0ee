/** Starts the pair's index server beside its bridge. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../errors.ts';
import { hubName, pairFolder } from '../names.ts';
import { identify, type ProcessId } from '../processes.ts';

/** Starts the server for `folder` and waits until it listens; it stays when this process ends. */
export async function startIndexServer(pair: string, folder: string): Promise<ProcessId> {
  const log = openSync(join(pairFolder(pair), 'index.log'), 'a');
  const serve = [process.execPath, join(import.meta.dirname, 'serve.ts'), pair, folder];
  const child = spawn('nsenter', [`--net=/run/netns/${hubName(pair)}`, ...serve], {
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const gaveUp = new AbortController();
  child.once('exit', () => gaveUp.abort());
  await once(child, 'message', { signal: gaveUp.signal }).catch(() => {
    throw new LabError(
      `the package index of pair ${pair} doesn't start: see ${join(pairFolder(pair), 'index.log')}`,
    );
  });
  child.disconnect();
  child.unref();
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  if (identity === undefined) throw new LabError(`the package index of pair ${pair} ended at once`);
  return identity;
}
