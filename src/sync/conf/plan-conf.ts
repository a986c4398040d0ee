import { counted } from '../../figures.ts';
import { nameOf, showName } from '../../files/names.ts';
import type { RepositoryPlan } from '../apt/repositories.ts';
import { planRepositories } from '../apt/repositories.ts';
import type { Session } from '../job.ts';
import type { Plan, PlanGroup, Problem } from '../plan.ts';
import type { Change, Target } from './change.ts';
import { hasNginx, isOfNginx, siteTargets } from './nginx.ts';
import type { OdooConfPlan } from './plan-odoo-conf.ts';
import { planOdooConf } from './plan-odoo-conf.ts';
import { planFiles } from './plan-files.ts';
import { whyRefused } from './protected.ts';

/** What a run of the configuration's job would do. */
export interface ConfPlan extends Plan {
  /** After apply only what it did, so that the figures are true. */
  groups: readonly PlanGroup[];
  readonly repositories: RepositoryPlan;
  readonly odooConf: OdooConfPlan;
  readonly targets: readonly Target[];
  readonly changes: readonly Change[];
  /** Filled by apply, for verify to look at. */
  readonly done: { repositories: boolean; odooConf: boolean; readonly changes: Change[] };
}

/** Looks at both machines. Throws what stands in the way of all of it, such as a db_host that leads to production. */
export async function planConf(session: Session): Promise<ConfPlan> {
  const [odooConf, { sites, targets, refused, files }, repositories] = await Promise.all([
    planOdooConf(session),
    planCopies(session),
    planRepositories(session),
  ]);
  return {
    groups: [repositories.group, odooConf.group, ...files.groups],
    problems: [...repositories.problems, ...odooConf.problems, ...refused, ...files.problems],
    notes: [...repositories.notes, ...odooConf.notes, ...sites.notes, ...files.notes],
    target: session.config.STATE_DIR,
    ...{ repositories, odooConf, targets, changes: files.changes },
    done: { repositories: false, odooConf: false, changes: [] },
  };
}

async function planCopies(session: Session) {
  const sites = await planSites(session);
  const { targets: named, problems: refused } = readConfFiles(session);
  const targets = [...sites.targets, ...named];
  return { sites, targets, refused, files: await planFiles(session, targets) };
}

interface Chosen {
  readonly targets: readonly Target[];
  readonly notes: readonly string[];
}

async function planSites({ context, config, production }: Session): Promise<Chosen> {
  if (!(await hasNginx(context, config))) {
    return { targets: [], notes: ['nginx is not installed here: its sites were left alone'] };
  }
  const targets = siteTargets(config);
  const answer = await (await production()).ask('check', ...targets.map(({ path }) => path));
  const missing = targets.filter(({ path }) => answer.split('\n').includes(`missing ${nameOf(path)}`));
  const notes = missing.map(({ path }) => `production has no ${path}: left as it is here`);
  return { targets: targets.filter((target) => !missing.includes(target)), notes };
}

function readConfFiles({ config }: Session): {
  readonly targets: readonly Target[];
  readonly problems: readonly Problem[];
} {
  const paths = [...new Set(config.CONF_FILES.map((path) => path.replace(/(.)\/+$/, '$1')))];
  const problems = paths.flatMap((item): readonly Problem[] => {
    const why = whyRefused(config, item);
    if (why === undefined) return [];
    return [{ item, what: `is never copied: ${why}`, next: 'Take it out of CONF_FILES.' }];
  });
  const targets = paths.filter((path) => whyRefused(config, path) === undefined);
  return { targets: targets.map((path) => ({ path, title: path, removes: 'brought' })), problems };
}

/** The changes that nginx's test decides about, and the others. */
export function splitChanges(
  { config }: Session,
  changes: readonly Change[],
): { readonly nginx: readonly Change[]; readonly others: readonly Change[] } {
  const nginx = changes.filter(({ path }) => isOfNginx(config, path));
  return { nginx, others: changes.filter((change) => !nginx.includes(change)) };
}

/** What stays as it was because it could not be brought. */
export function leftOut(changes: readonly Change[], what: string): readonly Problem[] {
  const names = changes.map(({ path }) => showName(path));
  const more = names.length > 3 ? `, … (${counted(names.length, 'file')})` : '';
  return names.length === 0 ? [] : [{ item: names.slice(0, 3).join(', ') + more, what }];
}
