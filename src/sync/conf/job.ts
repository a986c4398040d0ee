import { healRepositories } from '../apt/repositories.ts';
import type { Job } from '../job.ts';
import { applyConf, verifyConf } from './apply-conf.ts';
import { clearStaging } from '../staging.ts';
import type { ConfPlan } from './plan-conf.ts';
import { planConf } from './plan-conf.ts';
import { healReplacement } from './replace.ts';

/** Keeps odoo.conf, nginx's sites, apt's repositories and further configuration in step. */
export const confJob: Job<ConfPlan> = {
  name: 'conf',
  command: 'ot-conf-sync',
  locks: ['conf', 'apt'],
  async heal(healing) {
    await healReplacement(healing);
    await healRepositories(healing);
    await clearStaging(healing.config, 'conf');
  },
  plan: planConf,
  apply: applyConf,
  verify: verifyConf,
};
