// What the jobs need of apt's repositories: in step with production, tried before they replace anything, put back.
export { planRepositories } from './plan-repositories.ts';
export type { RepositoryPlan } from './plan-repositories.ts';
export { applyRepositories, verifyRepositories } from './apply-repositories.ts';
export type { RepositoriesApplied } from './apply-repositories.ts';
export { healRepositories } from './journal.ts';
