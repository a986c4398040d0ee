import { readFile, rm } from 'node:fs/promises';
import { applyRepositories, verifyRepositories } from '../apt/repositories.ts';
import type { Applied, Session } from '../job.ts';
import { onlyDone } from '../only-done.ts';
import type { PlanGroup, Problem } from '../plan.ts';
import { showName } from '../../files/names.ts';
import { readEntry } from '../../files/walk.ts';
import { sameEntry } from '../trees/differences.ts';
import { localTrees } from '../trees/read-trees.ts';
import { entriesOf } from './plan-files.ts';
import { readBroughtFiles, writeBroughtFiles } from './brought-files.ts';
import type { Change } from './change.ts';
import { runStaging } from '../staging.ts';
import { reloadNginx, siteTargets, testNginx } from './nginx.ts';
import type { ConfPlan } from './plan-conf.ts';
import { leftOut, splitChanges } from './plan-conf.ts';
import { toBytes } from './put-file.ts';
import { replaceTogether } from './replace.ts';
import { filesReplacement, odooConfReplacement } from './replacements.ts';
import type { Staged } from './stage-files.ts';
import { stageFiles } from './stage-files.ts';
import { tryNginx } from './try-nginx.ts';
import { pruneVersions } from './versions.ts';

/** Brings the configuration over, part by part; each part is as it was, or new and tested. */
export async function applyConf(session: Session, plan: ConfPlan): Promise<Applied> {
  const { context, config } = session;
  try {
    const repositories = await applyRepositories(session, plan.repositories);
    plan.done.repositories = repositories.state === 'replaced';
    const staged = await stageFiles(session, plan);
    const { nginx, others } = splitChanges(session, plan.changes);
    const problems = [
      ...repositories.problems,
      ...(await applyFiles(session, plan, { staged, changes: others })),
      ...(await applyNginx(session, plan, { staged, changes: nginx })),
    ];
    if (plan.odooConf.content !== undefined) {
      await replaceTogether(session, await odooConfReplacement(session, plan.odooConf.content));
      plan.done.odooConf = true;
    }
    await pruneVersions(context, config);
    plan.groups = groupsDone(plan);
    return { problems };
  } finally {
    await rm(runStaging(session), { recursive: true, force: true });
  }
}

function groupsDone({ groups, repositories, odooConf, done }: ConfPlan): readonly PlanGroup[] {
  const names = new Set(done.changes.map(({ path }) => showName(path)));
  return groups.map((group) =>
    onlyDone(group, (name) => {
      if (group === repositories.group) return done.repositories;
      return group === odooConf.group ? done.odooConf : names.has(name);
    }),
  );
}

interface Part {
  readonly staged: Staged;
  readonly changes: readonly Change[];
}

const loosely = { modeMask: { file: 0o777, folder: 0o777 }, owner: undefined };

const changedMeanwhile = 'cannot be read on production, or changed there meanwhile';

async function applyFiles(session: Session, plan: ConfPlan, { staged, changes }: Part) {
  const { context, config } = session;
  const failed = changes.filter((change) => staged.failed.has(change));
  const good = changes.filter((change) => !staged.failed.has(change));
  if (good.length > 0) {
    await noteBrought(session, good);
    await replaceTogether(session, filesReplacement(session, 'files', { changes: good, staged }));
    plan.done.changes.push(...good);
    const gone = good.filter(({ is }) => is === 'gone').map(({ path }) => path);
    const left = new Set(
      [...(await readBroughtFiles(context, config))].filter((path) => !gone.includes(path)),
    );
    if (gone.length > 0) await writeBroughtFiles(context, config, left);
  }
  return leftOut(failed, changedMeanwhile);
}

/** Noted before they come: a kill in between must not make them strangers. */
async function noteBrought({ context, config }: Session, changes: readonly Change[]): Promise<void> {
  const known = await readBroughtFiles(context, config);
  const came = changes.filter(({ is }) => is !== 'gone').map(({ path }) => path);
  if (came.some((path) => !known.has(path))) {
    await writeBroughtFiles(context, config, new Set([...known, ...came]));
  }
}

/** nginx's files come all or not at all: half of them may be worse than none. */
async function applyNginx(session: Session, plan: ConfPlan, { staged, changes }: Part) {
  const { context, config } = session;
  if (changes.length === 0) return [];
  const failed = changes.filter((change) => staged.failed.has(change));
  if (failed.length > 0) return leftOut(failed, `${changedMeanwhile}; nginx was left as it is`);
  const before = await testNginx(context, config);
  if (before !== undefined) context.log.warn(`nginx -t failed already before this run: ${before}`);
  const refused = await tryNginx(session, { changes, staged });
  if (refused !== undefined) return nginxRefuses('nothing of it was changed', refused);
  const named = changes.filter(({ path }) => !siteTargets(config).some((site) => path.startsWith(site.path)));
  if (named.length > 0) await noteBrought(session, named);
  const why = await replaceTogether(session, filesReplacement(session, 'nginx', { changes, staged }));
  if (why !== undefined) return nginxRefuses('the earlier ones are back', why);
  plan.done.changes.push(...changes);
  const wrong = await reloadNginx(context, config);
  if (wrong === undefined) return [];
  return [{ item: 'nginx', what: `could not be reloaded: ${wrong}`, next: 'See: systemctl status nginx' }];
}

function nginxRefuses(state: string, why: string): readonly Problem[] {
  const next =
    'Correct the sites on production, or what they need here (certificates, modules), and run again.';
  return [{ item: 'nginx', what: `does not take production's sites, ${state}: ${why}`, next }];
}

/** Looks at what was brought anew. */
export async function verifyConf(session: Session, plan: ConfPlan): Promise<readonly Problem[]> {
  const { context, config } = session;
  const wrong: Problem[] = [];
  if (plan.done.repositories) wrong.push(...(await verifyRepositories(plan.repositories)));
  if (plan.done.odooConf && !(await hasContent(config.ODOO_CONF, plan.odooConf.content))) {
    wrong.push({ item: config.ODOO_CONF, what: 'is not as it was planned' });
  }
  const trees = await localTrees(
    context,
    config,
    plan.targets.map(({ path }) => path),
  );
  const here = new Map(trees.flatMap((tree) => [...entriesOf(tree)]));
  for (const { path, source } of plan.done.changes) {
    const found = here.get(path);
    const fine =
      source === undefined ? isGone(path) : found !== undefined && sameEntry(source, found, loosely);
    if (!fine) wrong.push({ item: showName(path), what: 'is not as on production' });
  }
  return wrong;
}

async function hasContent(path: string, content: Buffer | undefined): Promise<boolean> {
  const found = await readFile(path).catch(() => undefined);
  return found !== undefined && content !== undefined && found.equals(content);
}

/** A folder that holds what is not ours stays. */
function isGone(path: string): boolean {
  const found = readEntry(toBytes(path));
  return found === undefined || found.kind === 'folder';
}
