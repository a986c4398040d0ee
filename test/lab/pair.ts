/** Production and standby, booted from the prepared layers: what tests and the demo open. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from './errors.ts';
import { ensureHere } from './here.ts';
import { PackageIndex } from './index/package-index.ts';
import { withLock } from './lock.ts';
import { Machine } from './machine.ts';
import { machineFolder, pairFolder, roles } from './names.ts';
import { ensurePrepared } from './prepare.ts';
import { isAlive } from './processes.ts';
import { untilOdooAnswers, untilStreaming } from './ready.ts';
import { readPair } from './record.ts';
import { timed } from './say.ts';
import { bootBoth, keepPair, startPair } from './start.ts';
import { suites, type ExtraName, type SuiteName } from './suites.ts';
import { tearDown } from './teardown.ts';

export class Pair {
  readonly name: string;
  readonly suite: SuiteName;
  readonly production: Machine;
  readonly standby: Machine;
  /** Packages and wheels that the machines can install. */
  readonly index: PackageIndex;

  constructor(name: string, suite: SuiteName) {
    this.name = name;
    this.suite = suite;
    this.production = new Machine(name, 'production');
    this.standby = new Machine(name, 'standby');
    this.index = new PackageIndex(name, suite);
  }

  /** Whether both machines are on and their package index is served. */
  get isWhole(): boolean {
    return this.production.isOn && this.standby.isOn && isAlive(readPair(this.name)?.indexServer);
  }

  /** Waits until the standby streams and production's Odoo serves its login page. */
  async ready(): Promise<void> {
    await Promise.all([untilStreaming(this.production), untilOdooAnswers(this.production)]);
  }

  /** Throws away all that happened: both machines as they were prepared, cables in, nothing to install. */
  async reset(): Promise<void> {
    await timed(`${this.name}: reset`, async () => {
      const layers = readPair(this.name)?.layers;
      if (layers === undefined) throw new LabError(`there is no pair ${this.name}`);
      const machines = [this.production, this.standby];
      await Promise.all(machines.map((machine) => machine.kill()));
      await Promise.all(roles.flatMap((role) => ['upper', 'work'].map((part) => this.#discard(role, part))));
      for (const machine of machines) await Promise.all([machine.heal(), machine.slow(null)]);
      await this.index.clear();
      await bootBoth(this.name, layers);
      await this.ready();
    });
  }

  /** Ends the pair and leaves nothing of it. */
  async close(): Promise<void> {
    await timed(`${this.name}: down`, () => withLock(`pair-${this.name}`, () => tearDown(this.name)));
  }

  async #discard(role: 'production' | 'standby', part: string): Promise<void> {
    await rm(join(machineFolder(this.name, role), part), { recursive: true, force: true });
  }
}

export interface OpenOptions {
  /** The pair's name; several pairs can run at once. The suite's name when not given. */
  readonly name?: string;
  /** True: it stays when this process ends, until `close`. False, the default: it goes with this process. */
  readonly keep?: boolean;
  /** Further packages that both machines have. */
  readonly extra?: ExtraName;
}

/**
 * Boots a fresh pair of this suite; builds base system and prepared layers first where they are missing.
 * Throws NotHere when this computer can't have machines, LabError when a pair of this name is in use.
 */
export async function openPair(suite: SuiteName, options: OpenOptions = {}): Promise<Pair> {
  await ensureHere();
  const layers = await ensurePrepared(suites[suite], options.extra);
  const pair = new Pair(options.name ?? suite, suite);
  await timed(`${pair.name}: pair up`, async () => {
    await startPair({ pair: pair.name, suite, layers });
    await pair.ready().catch(async (error: unknown) => {
      await pair.close();
      throw error;
    });
  });
  if (options.keep === true) keepPair(pair.name);
  return pair;
}

/** A pair that runs already; undefined when there is none of this name. */
export function findPair(name: string): Pair | undefined {
  const record = existsSync(pairFolder(name)) ? readPair(name) : undefined;
  return record === undefined ? undefined : new Pair(name, record.suite);
}
