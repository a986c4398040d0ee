import { formatSeconds } from '../figures.ts';
import { lastDrill } from '../recovery/drills.ts';
import { lastPromotionSeconds } from '../recovery/promotion-seconds.ts';
import type { MachineCheck } from './check.ts';
import { fine, untold, warning } from './check.ts';

const daySeconds = 86_400;

/** A recovery was tried not long ago, and went well. */
export const drill: MachineCheck = {
  kind: 'machine',
  id: 'drill',
  title: 'last drill',
  roles: ['standby', 'primary', 'unknown'],
  freshSeconds: 60,
  command: () => 'ot-recovery list',
  async look({ context, config }) {
    const [last, seconds] = await Promise.all([lastDrill(config), lastPromotionSeconds(config)]);
    const promotionSeconds = seconds ?? null;
    if (last === undefined) {
      const next =
        'Try a recovery while nothing is wrong: ot-recovery start --drill, its steps, ot-recovery finish.';
      return untold({ said: 'last drill: none yet', next, values: { promotionSeconds } });
    }
    const { id, finishedAt, failed, done } = last;
    const age = Math.max(0, (context.clock.now().getTime() - Date.parse(finishedAt)) / 1000);
    const values = {
      incident: id,
      finishedAt,
      stepsDone: done,
      stepsFailed: failed.join(', '),
      promotionSeconds,
    };
    const said = `last drill ${formatSeconds(age)} ago`;
    if (failed.length > 0) {
      const what = `${said}: failed at ${failed.join(', ')}`;
      return warning({ said: what, next: 'Mend what failed, then hold another drill.', values });
    }
    if (age > config.LATE_DRILL_DAYS * daySeconds) {
      const what = `${said}, more than ${config.LATE_DRILL_DAYS} days (LATE_DRILL_DAYS)`;
      return warning({ said: what, next: 'Hold another one: ot-recovery start --drill.', values });
    }
    const took = seconds === undefined ? '' : `; the last promotion took ${formatSeconds(seconds)}`;
    return fine(`${said}${took}`, values);
  },
};
