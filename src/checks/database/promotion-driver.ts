import { Failure } from '../../failures.ts';
import { chooseDriver } from '../../recovery/drivers/choose.ts';
import { findManagers } from '../../recovery/drivers/find-managers.ts';
import { readPatroniConfig } from '../../recovery/drivers/patroni-config.ts';
import type { CheckOutcome, MachineCheck } from '../check.ts';
import { failing, fine } from '../check.ts';

/** Who would promote PostgreSQL, as a promotion would find it. Patroni's store is not asked: that takes too long without it. */
export const promotionDriver: MachineCheck = {
  kind: 'machine',
  id: 'promotion-driver',
  title: 'who promotes',
  roles: ['standby'],
  freshSeconds: 300,
  command: () => 'ot-disable-standby-mode --dry-run',
  async look({ context, config, database }) {
    if (database === undefined) return undefined;
    const managers = await findManagers(context, config, database);
    try {
      const choice = chooseDriver(config, managers);
      const { name, why } = choice;
      const settings =
        choice.name === 'patroni' ? await readPatroniConfig(context, choice.configPath) : undefined;
      if (settings?.forbiddenBy !== undefined) return forbidden(settings.path, settings.forbiddenBy);
      return fine(`promoted by ${name} (${why})`, { driver: name });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return failing({ said: error.message, next: error.next, values: { driver: null } });
    }
  },
};

/** Told long before it is needed; a promotion asks Patroni's store itself. */
function forbidden(path: string, tag: string): CheckOutcome {
  return failing({
    said: `Patroni is forbidden to make this member the leader (${tag} in ${path})`,
    next: 'Take the tag out, then systemctl reload patroni.',
    values: { driver: 'patroni' },
  });
}
