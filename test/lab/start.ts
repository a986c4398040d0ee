/** Starts two machines over given layers; both the prepared pair and every fresh one begin here. */
import { mkdir } from 'node:fs/promises';
import { boot } from './boot.ts';
import { LabError } from './errors.ts';
import { PackageIndex } from './index/package-index.ts';
import { startIndexServer } from './index/start.ts';
import { withLock } from './lock.ts';
import { pairFolder, pairName, roles } from './names.ts';
import { makeNetwork } from './network.ts';
import { identify, type ProcessId } from './processes.ts';
import { readPair, writePair, type PairRecord } from './record.ts';
import type { SuiteName } from './suites.ts';
import { isWanted, tearDown } from './teardown.ts';

export interface Start {
  readonly pair: string;
  readonly suite: SuiteName;
  readonly layers: PairRecord['layers'];
}

/**
 * Clears away what a dead predecessor left under this name, then makes network, index and both machines.
 * The pair goes when this process goes, however that ends, until `keepPair`.
 */
export async function startPair(start: Start): Promise<void> {
  const { pair } = start;
  if (!pairName.test(pair)) throw new LabError(`${pair}: a pair's name is letters, digits and dashes`);
  await withLock(`pair-${pair}`, async () => {
    if (isWanted(pair)) throw new LabError(`pair ${pair} is running already`);
    await tearDown(pair);
    await build(start).catch(async (error: unknown) => {
      await tearDown(pair);
      throw error;
    });
  });
}

async function build({ pair, suite, layers }: Start): Promise<void> {
  await mkdir(pairFolder(pair), { recursive: true });
  const record: PairRecord = { suite, layers, owner: self() };
  writePair(pair, record);
  await makeNetwork(pair);
  const index = new PackageIndex(pair, suite);
  await index.clear();
  writePair(pair, { ...record, indexServer: await startIndexServer(pair, index.folder) });
  await bootBoth(pair, layers);
}

/** Lets the pair stay when this process ends. */
export function keepPair(pair: string): void {
  const record = readPair(pair);
  if (record === undefined) throw new LabError(`there is no pair ${pair}`);
  writePair(pair, { ...record, owner: null });
}

/** Boots both machines, together. */
export async function bootBoth(pair: string, layers: PairRecord['layers']): Promise<void> {
  await Promise.all(roles.map((role) => boot(pair, role, layers[role])));
}

function self(): ProcessId {
  const identity = identify(process.pid);
  if (identity === undefined) throw new LabError('/proc is not readable');
  return identity;
}
