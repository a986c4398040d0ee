import { clearStaging } from '../staging.ts';
import type { Job } from '../job.ts';
import { applyProjects, verifyProjects } from './apply-projects.ts';
import type { ProjectsPlan } from './plan-projects.ts';
import { planProjects } from './plan-projects.ts';
import { healSwitch } from './switch.ts';

/** Keeps the addon projects in step. */
export const projectsJob: Job<ProjectsPlan> = {
  name: 'projects',
  command: 'ot-project-sync',
  locks: ['projects'],
  async heal(healing) {
    await healSwitch(healing);
    await clearStaging(healing.config, 'projects');
  },
  plan: planProjects,
  apply: applyProjects,
  verify: verifyProjects,
};
