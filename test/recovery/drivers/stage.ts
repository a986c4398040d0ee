import { existsSync } from 'node:fs';
import type { KeyName } from '../../../src/config/keys.ts';
import type { Driven } from '../../../src/recovery/drivers/driver.ts';
import type { Place } from '../../support/place.ts';
import { openPlace } from '../../support/place.ts';

/** A standby whose programs are scripts: psql answers from files, time passes as soon as somebody waits. */
export interface DriverStage extends Place {
  readonly driven: Driven;
  /** Whether its database was promoted. */
  readonly isPrimary: () => boolean;
}

/** What psql is asked, and what it says. */
const psql = (root: string) => `cd ${root}; sql=$(cat)
case $sql in
  *pg_stat_activity*) cat shown.json ;;
  *"NOT pg_is_in_recovery"*) if [ -e primary ]; then echo true; else echo false; fi ;;
  *to_regclass*) echo true ;;
  *repmgrd_pause\\(true*) echo '"paused"' > daemon.json; echo true ;;
  *repmgrd_pause*) echo '"watching"' > daemon.json; echo true ;;
  *repmgr.nodes*) cat node.json ;;
  *repmgrd_is_running*) cat daemon.json ;;
  *pg_promote*) touch primary; echo true ;;
esac`;

/** Makes a standby with a data folder; the keys may name further values for its configuration. */
export async function openDriverStage(keys: Partial<Record<KeyName, string>> = {}): Promise<DriverStage> {
  const place = await openPlace(keys);
  place.program('psql', psql(place.root));
  place.program('runuser', 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"');
  place.write('pgdata/PG_VERSION', '17\n');
  shows(place, {});
  let now = 0;
  const clock = {
    ...place.context.clock,
    elapsed: () => now,
    sleep: (milliseconds: number) => Promise.resolve(void (now += milliseconds)),
  };
  const env = { ...place.context.env, searchPath: [place.at('bin')] };
  const driven = {
    context: { ...place.context, clock, env },
    config: place.config,
    dataDirectory: place.at('pgdata'),
    server: {
      ...{ label: '17/main', host: place.root, port: 5432, user: 'postgres' },
      ...{ asSystemUser: 'postgres', passFile: undefined },
    },
  };
  return {
    ...place,
    driven,
    isPrimary: () => existsSync(place.at('primary')),
  };
}

/** What the database shows of managers. */
export function shows(
  place: Pick<Place, 'write'>,
  shown: { readonly patroni?: boolean; readonly repmgrDatabase?: boolean },
): void {
  place.write('shown.json', JSON.stringify({ patroni: false, repmgrDatabase: false, ...shown }));
}
