/** The prepared pair of a suite: database made, replication running; kept as one more read-only layer each. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBase } from './base.ts';
import { ensureExtra } from './extras.ts';
import { preparedFolder, finishFolder, recipes, unfinishedFolder } from './cache.ts';
import { withLock } from './lock.ts';
import { Machine } from './machine.ts';
import { addresses, machineFolder, network, roles, type Role } from './names.ts';
import { markUsed, prune } from './prune.ts';
import { untilOdooAnswers, untilStreaming } from './ready.ts';
import type { PairRecord } from './record.ts';
import { say, timed } from './say.ts';
import { startPair } from './start.ts';
import type { ExtraName, Suite } from './suites.ts';
import { tearDown } from './teardown.ts';

const projects: Readonly<Record<Role, string>> = {
  production: '/usr/share/odoo-lab,/usr/share/odooext-acme-stock-tools',
  standby: '/usr/share/odoo-lab',
};

/**
 * Returns the layers of the suite's prepared pair, with further packages when asked; makes what isn't there first. What
 * the pair's own layers hold wins over what installing the packages changed.
 */
export async function ensurePrepared(suite: Suite, extra?: ExtraName): Promise<PairRecord['layers']> {
  const base = await ensureBase(suite);
  const folder = preparedFolder(suite);
  if (!existsSync(folder)) {
    await withLock(`prepared-${suite.name}`, async () => {
      if (existsSync(folder)) return;
      await timed(`${suite.name}: pair prepared`, () => prepare(suite, base, folder));
      await prune();
    });
  }
  await Promise.all([markUsed(base), markUsed(folder)]);
  const below = extra === undefined ? base : `${await ensureExtra(suite, base, extra)}:${base}`;
  return {
    production: `${join(folder, 'production')}:${below}`,
    standby: `${join(folder, 'standby')}:${below}`,
  };
}

async function prepare(suite: Suite, base: string, folder: string): Promise<void> {
  const pair = `prepare-${suite.name}`;
  const layers = { production: base, standby: base };
  await timed(`${suite.name}: two bare machines booted`, () =>
    startPair({ pair, suite: suite.name, layers }),
  );
  const production = new Machine(pair, 'production');
  const standby = new Machine(pair, 'standby');
  const password = randomBytes(12).toString('hex');
  await Promise.all([production, standby].map((machine) => shape(machine, suite, password)));
  await timed(`${suite.name}: Odoo ${suite.odoo} database made`, async () => {
    await recipe(production, 'production.sh', suite, password);
    await untilOdooAnswers(production);
    // The first visit makes the asset bundles; every pair has them from now on.
    await production.ok('curl -fsS -o /dev/null http://lab-production/web/login');
  });
  await timed(`${suite.name}: replication started`, async () => {
    await recipe(standby, 'standby.sh', suite, password);
    await untilStreaming(production);
  });
  await standby.shutdown();
  await production.shutdown();
  await keepLayers(pair, folder);
  await tearDown(pair);
  say(`${suite.name}: kept in ${folder}`);
}

async function shape(machine: Machine, suite: Suite, password: string): Promise<void> {
  for (const name of ['common.sh', 'projects.sh']) await recipe(machine, name, suite, password);
}

async function recipe(machine: Machine, name: string, suite: Suite, password: string): Promise<void> {
  await machine.ok(['sh', '-s'], {
    input: readFileSync(join(recipes, 'pair', name), 'utf8'),
    timeout: 900,
    env: {
      ...{ SUITE: suite.name, PG: String(suite.postgres), ROLE: machine.role, PASSWORD: password },
      ...{
        PRODUCTION: addresses.production,
        STANDBY: addresses.standby,
        HUB: addresses.hub,
        NETWORK: network,
      },
      PROJECTS: projects[machine.role],
    },
  });
}

async function keepLayers(pair: string, folder: string): Promise<void> {
  const unfinished = await unfinishedFolder(folder);
  for (const role of roles) await rename(join(machineFolder(pair, role), 'upper'), join(unfinished, role));
  await finishFolder(unfinished, folder);
}
