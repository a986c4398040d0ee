/** The product on a pair: what the demo shows, without showing it. */
import { findDeb } from '../demo/find-deb.ts';
import { configure, install } from '../demo/install.ts';
import { Stage } from '../demo/stage.ts';
import type { Pair } from './pair.ts';

/**
 * Installs the package on the standby and configures it as a user would. Cron stands still: tests count runs, and it
 * would add one each minute (`startCron`).
 */
export async function installOn(pair: Pair): Promise<Stage> {
  const stage = silentStage(pair);
  await pair.standby.ok('systemctl disable -q --now cron');
  await install(stage, await findDeb());
  await configure(stage);
  return stage;
}

/** A stage that shows nothing: a check that doesn't hold throws all the same. */
export function silentStage(pair: Pair): Stage {
  return new Stage(pair, () => undefined);
}
