import { asFailure } from '../../failures.ts';
import { isRunning, readServiceStates } from '../../machines/service-states.ts';
import { stopService } from '../../machines/services.ts';
import { openIncident } from '../incident.ts';
import { countWaiting, cronsHeld, holdCrons } from '../quiet-start.ts';
import type { Promotion, SubStep } from './sub-step.ts';

/** The fact that somebody let the scheduled jobs go: a promotion that is run again must not hold them anew. */
export const releasedFact = 'crons-released';

/** Odoo starts without its scheduled jobs when QUIET_START says so. */
export const quietStart: SubStep = {
  id: 'quiet-start',
  what: "hold Odoo's scheduled jobs",
  async done(promotion) {
    const { context, config } = promotion;
    if (config.QUIET_START === 'no') return 'not wanted (QUIET_START)';
    if (await cronsHeld(context, config)) {
      return `held: ${await waiting(promotion)} wait; ot-recovery release-crons lets them go`;
    }
    return (await isReleased(promotion)) ? 'released already' : undefined;
  },
  async act({ context, config }) {
    const { ODOO_SERVICE: odoo } = config;
    const [state] = await readServiceStates(context, config, [odoo]);
    // One that runs already has read odoo.conf before: it is started again once that holds the jobs.
    const stopped = state !== undefined && isRunning(state);
    if (stopped) await stopService(context, config, odoo);
    await holdCrons(context, config);
    return stopped ? [`${odoo} was running: stopped, to be started without its scheduled jobs`] : [];
  },
};

/** Who began to release them wants them to run, even if that was interrupted. */
async function isReleased({ config }: Promotion): Promise<boolean> {
  const events = (await openIncident(config))?.events ?? [];
  return events.some(
    (event) =>
      (event.kind === 'fact' && event.name === releasedFact) ||
      (event.kind === 'intent' && event.act === releasedFact),
  );
}

async function waiting({ context, config, server }: Promotion): Promise<string> {
  try {
    const { jobs, mails } = await countWaiting(context, config, server);
    return `${jobs} scheduled jobs and ${mails} mails`;
  } catch (error) {
    // A number must not hold up a recovery.
    return `scheduled jobs and mails (how many is not known: ${asFailure(error).message})`;
  }
}
