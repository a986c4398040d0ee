import { isServiceActive, isServiceEnabled, stopService } from '../../machines/services.ts';
import { followUnit } from '../../sync/follow/unit.ts';
import type { SubStep } from './sub-step.ts';

/** The unit that keeps the filestore complete is stopped, and no boot starts it: nobody is followed any more. */
export const followOff: SubStep = {
  id: 'follow-off',
  what: `stop ${followUnit}`,
  async done({ context, config }) {
    const on = await Promise.all([
      isServiceEnabled(context, config, followUnit),
      isServiceActive(context, config, followUnit),
    ]);
    return on.includes(true) ? undefined : `${followUnit} neither runs nor starts at boot`;
  },
  async act({ context, config }) {
    await stopService(context, config, followUnit);
    return [];
  },
};
