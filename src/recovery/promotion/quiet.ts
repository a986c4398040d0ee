import { openIncident } from '../incident.ts';
import { countWaiting, cronsHeld, holdCrons } from '../quiet-start.ts';
import type { SubStep } from './sub-step.ts';

/** The fact that somebody let the scheduled jobs go: a promotion that is run again must not hold them anew. */
export const releasedFact = 'crons-released';

/** Odoo starts without its scheduled jobs when QUIET_START says so. */
export const quietStart: SubStep = {
  id: 'quiet-start',
  what: "hold Odoo's scheduled jobs",
  async done({ context, config, server }) {
    if (config.QUIET_START === 'no') return 'not wanted (QUIET_START)';
    const events = (await openIncident(config))?.events ?? [];
    if (events.some((event) => event.kind === 'fact' && event.name === releasedFact))
      return 'released already';
    if (!(await cronsHeld(context, config))) return undefined;
    const { jobs, mails } = await countWaiting(context, config, server);
    return `held: ${jobs} scheduled jobs and ${mails} mails wait; ot-recovery release-crons lets them go`;
  },
  async act({ context, config }) {
    await holdCrons(context, config);
    return [];
  },
};
