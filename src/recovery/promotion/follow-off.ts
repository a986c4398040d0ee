import { isServiceActive, isServiceEnabled, stopService } from '../../machines/services.ts';
import type { SubStep } from './sub-step.ts';

const unit = 'ot-attachments-follow.service';

/** The unit that keeps the filestore complete is stopped, and no boot starts it: nobody is followed any more. */
export const followOff: SubStep = {
  id: 'follow-off',
  what: `stop ${unit}`,
  async done({ context, config }) {
    const on = await Promise.all([
      isServiceEnabled(context, config, unit),
      isServiceActive(context, config, unit),
    ]);
    return on.includes(true) ? undefined : `${unit} neither runs nor starts at boot`;
  },
  async act({ context, config }) {
    await stopService(context, config, unit);
    return [];
  },
};
