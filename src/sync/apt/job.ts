import type { Job, Session } from '../job.ts';
import type { Plan, PlanGroup, Problem } from '../plan.ts';
import { onlyDone } from '../only-done.ts';
import { clearStaging } from '../staging.ts';
import { askPackages } from './ask-facts.ts';
import type { Drift } from './compare.ts';
import { comparePackages, driftNotes } from './compare.ts';
import { installedNow } from './dpkg.ts';
import type { AptFacts } from './facts.ts';
import { aptFolders, installMissing } from './install.ts';
import { printable } from '../../machines/must.ts';
import { healPackages } from './heal-packages.ts';
import { keepOdooOff, wasCutShort } from './odoo-stays-off.ts';
import type { RepositoryPlan } from './repositories.ts';
import { applyRepositories, healRepositories, planRepositories, verifyRepositories } from './repositories.ts';
import type { Target } from './targets.ts';
import { updateLists } from './update.ts';

/** What the apt job plans, and what became of it. */
export interface AptPlan extends Plan {
  readonly repositories: RepositoryPlan;
  readonly here: AptFacts;
  readonly drift: Drift;
  /** Filled by apply: what verify is held to. */
  readonly done: { repositories: boolean; packages: readonly Target[] };
  /** After apply only what it did, so that the figures are true. */
  groups: readonly PlanGroup[];
  /** Apply adds what it only then knows. */
  readonly notes: string[];
}

/** Keeps repositories and packages in step: brings what production has on purpose, and never removes any. */
export const aptJob: Job<AptPlan> = {
  name: 'apt',
  command: 'ot-apt-sync',
  locks: ['apt'],
  async heal(healing) {
    // First what stops nothing: the other may throw.
    await healPackages(healing);
    await clearStaging(healing.config, 'apt');
    await healRepositories(healing);
  },
  plan,
  apply,
  verify,
};

async function plan(session: Session): Promise<AptPlan> {
  const facts = await askPackages(session);
  const repositories = await planRepositories(session, facts);
  const { production, here } = facts;
  const drift = comparePackages(session.config, production, here);
  const add = drift.missing.map(({ name, version }) => ({ name, note: version }));
  const counts = { present: here.manual.length, source: production.manual.length };
  const packages = { title: 'packages', ...counts, add, change: [], remove: [], many: true };
  return {
    groups: [repositories.group, packages],
    problems: [...repositories.problems, ...production.strange.map(strangeName)],
    notes: [...repositories.notes, ...driftNotes(drift)],
    alsoWrites: add.length === 0 ? [] : aptFolders,
    ...{ repositories, here, drift, done: { repositories: false, packages: [] } },
  };
}

function strangeName(name: string): Problem {
  return { item: printable(name), what: 'is no name of a package: left out' };
}

async function apply(session: Session, plan: AptPlan) {
  const odoo = (await wasCutShort(session)) ? await keepOdooOff(session, async () => undefined) : [];
  const repositories = await applyRepositories(session, plan.repositories);
  plan.done.repositories = repositories.state === 'replaced';
  const problems = [...odoo, ...repositories.problems];
  const packages = plan.drift.missing.length === 0 ? [] : await applyPackages(session, plan);
  const names = new Set(plan.done.packages.map(({ name }) => name));
  const files = repositories.state === 'replaced';
  plan.groups = plan.groups.map((group) =>
    onlyDone(group, (name) => (group === plan.repositories.group ? files : names.has(name))),
  );
  return { problems: [...problems, ...packages] };
}

async function applyPackages(session: Session, plan: AptPlan): Promise<readonly Problem[]> {
  const stale = plan.done.repositories ? [] : await updateLists(session);
  const installed = await installMissing(session, plan.drift.missing, plan.here);
  plan.done.packages = installed.targets;
  plan.notes.push(...installed.notes);
  return [...stale.map(staleList), ...installed.problems];
}

function staleList(what: string): Problem {
  return { item: 'apt-get update', what, next: 'See what it says: apt-get update' };
}

async function verify(session: Session, plan: AptPlan): Promise<readonly Problem[]> {
  const files = plan.done.repositories ? await verifyRepositories(plan.repositories) : [];
  if (plan.done.packages.length === 0) return files;
  const installed = await installedNow(session, plan.here.architecture);
  const wrong = plan.done.packages.filter(({ name, version }) => installed.get(name)?.version !== version);
  const missing = wrong.map(({ name, version }) => ({
    item: name,
    what: `version ${version} is not installed`,
  }));
  return [...files, ...missing];
}
