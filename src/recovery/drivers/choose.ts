import type { Config } from '../../config/keys.ts';
import { fail } from '../../failures.ts';
import type { Manager, ManagerName } from './manager.ts';

/** Who promotes, and why. */
export type Choice =
  | { readonly name: 'pg_promote'; readonly why: string }
  | { readonly name: ManagerName; readonly why: string; readonly configPath: string };

type Wish = Pick<Config, 'PROMOTE_DRIVER' | 'PATRONI_CONFIG' | 'REPMGR_CONFIG'>;

const titles: Readonly<Record<ManagerName, string>> = { patroni: 'Patroni', repmgr: 'repmgr' };
const pathKeys = { patroni: 'PATRONI_CONFIG', repmgr: 'REPMGR_CONFIG' } as const;

/**
 * Chooses who promotes. Throws `managed-cluster` where a manager would be passed over, several are there, or the one
 * that is wanted is not.
 */
export function chooseDriver(wish: Wish, managers: readonly Manager[]): Choice {
  if (wish.PROMOTE_DRIVER === 'pg_promote') return byItself(managers);
  if (wish.PROMOTE_DRIVER !== 'auto') return byManager(wish, managers, wish.PROMOTE_DRIVER);
  const [only, second] = managers;
  if (only === undefined) return { name: 'pg_promote', why: 'no cluster manager is found here' };
  if (second === undefined) return byManager(wish, managers, only.name);
  return fail('managed-cluster', {
    what: `several cluster managers have to do with this database: ${managers.map(signsOf).join('; ')}`,
    next: 'Say which of them promotes: PROMOTE_DRIVER=patroni or PROMOTE_DRIVER=repmgr (ot-configure --set).',
  });
}

/** Told to pass by every manager: only one that does not run cannot undo it. */
function byItself(managers: readonly Manager[]): Choice {
  const running = managers.find((manager) => manager.running);
  if (running === undefined) return { name: 'pg_promote', why: 'PROMOTE_DRIVER says so' };
  return fail('managed-cluster', {
    what: `PROMOTE_DRIVER is pg_promote, but ${titles[running.name]} runs and would act against it (${signsOf(running)})`,
    next: `${howToStop[running.name]} Then run this again. Or let it promote: PROMOTE_DRIVER=${running.name}.`,
  });
}

function byManager(wish: Wish, managers: readonly Manager[], name: ManagerName): Choice {
  const manager = managers.find((each) => each.name === name);
  const title = titles[name];
  const given = wish[pathKeys[name]];
  if (manager === undefined) {
    fail('managed-cluster', {
      what: `PROMOTE_DRIVER is ${name}, but nothing here shows that ${title} has to do with this database`,
      next: `Name its configuration file, which must name this data directory: ${pathKeys[name]}=FILE. Or: PROMOTE_DRIVER=auto.`,
    });
  }
  if (manager.configPath === undefined || (given !== '' && manager.configPath !== given)) {
    const which = given === '' ? 'no configuration file' : `not ${given} (${pathKeys[name]}) as the file`;
    fail('managed-cluster', {
      what: `${title} has to do with this database, but ${which} that names its data directory is found (${signsOf(manager)})`,
      next: `Set ${pathKeys[name]}=FILE. If it truly does not manage this machine: PROMOTE_DRIVER=pg_promote.`,
    });
  }
  if (name === 'patroni' && !manager.running) {
    fail('managed-cluster', {
      what: `Patroni has to do with this database, but does not run (${signsOf(manager)})`,
      next: 'Start it, so that it promotes. If it is to stay off for good: systemctl disable it, and set PROMOTE_DRIVER=pg_promote.',
    });
  }
  const why = `${wish.PROMOTE_DRIVER === 'auto' ? 'found' : 'PROMOTE_DRIVER says so'}: ${manager.signs[0] ?? ''}`;
  return { name, why, configPath: manager.configPath };
}

function signsOf({ name, signs }: Manager): string {
  return `${titles[name]}: ${signs.join(', ')}`;
}

/** Patroni takes PostgreSQL down with it unless it is paused, and starting it again by hand leaves it a standby. */
const howToStop: Readonly<Record<ManagerName, string>> = {
  patroni:
    'Stop Patroni for good ("systemctl disable --now patroni"; PostgreSQL stops with it) and start PostgreSQL as the standby that it is ("pg_ctlcluster VERSION NAME start").',
  repmgr: 'Stop repmgrd for good ("systemctl disable --now repmgrd").',
};
