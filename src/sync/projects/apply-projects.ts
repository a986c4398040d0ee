import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stagingFolder } from '../hold/own-folder.ts';
import type { Applied, Session } from '../job.ts';
import { onlyDone } from '../only-done.ts';
import type { Problem } from '../plan.ts';
import { countDifferences } from '../trees/differences.ts';
import { localTrees } from '../trees/read-trees.ts';
import { readBrought, writeBrought } from './brought.ts';
import { compareProject } from './compare.ts';
import { inodeOf } from './inode.ts';
import type { ProjectsPlan, ProjectWork } from './plan-projects.ts';
import { stageProject } from './stage-project.ts';
import { projectsHold, switchIn } from './switch.ts';

/** Brings each project over, one after the other: a kill or a failure leaves each as it was, or new and whole. */
export async function applyProjects(session: Session, plan: ProjectsPlan): Promise<Applied> {
  const { context, config } = session;
  const ours = new Set([...(await readBrought(context, config)), ...plan.takenOver]);
  if (plan.takenOver.length > 0) await writeBrought(context, config, ours);
  const hold = projectsHold(session, 'replaced or taken away by ot-project-sync');
  const problems: Problem[] = [];
  for (const work of plan.work) {
    context.signal.throwIfAborted();
    const problem = await stageProject(session, work);
    if (problem !== undefined) {
      problems.push(problem);
      continue;
    }
    // Noted first: a kill right after the switch must not make it a stranger.
    if (!ours.has(work.name)) await writeBrought(context, config, ours.add(work.name));
    await switchIn(session, hold, work.name);
    plan.done.add(work);
  }
  for (const name of plan.remove) {
    await hold.keep(name);
    ours.delete(name);
  }
  if (plan.remove.length > 0) await writeBrought(context, config, ours);
  await rm(stagingFolder(config.PROJECT_DIR, 'projects'), { recursive: true, force: true });
  const done = new Set([...[...plan.done].map(({ name }) => name), ...plan.remove]);
  plan.groups = plan.groups.map((group) => onlyDone(group, (name) => done.has(name)));
  return { problems };
}

/** Compares what was switched in with what production listed, and looks that what was taken away is gone. */
export async function verifyProjects(session: Session, plan: ProjectsPlan): Promise<readonly Problem[]> {
  const { context, config } = session;
  const done = [...plan.done];
  const trees = await localTrees(
    context,
    config,
    done.map(({ source }) => source.path),
  );
  const wrong = done.flatMap((work, index) => differs(session, work, trees[index]));
  for (const name of plan.remove) {
    const inode = await inodeOf(join(config.PROJECT_DIR, name));
    if (inode !== undefined) wrong.push({ item: name, what: 'is still there' });
  }
  return wrong;
}

function differs(
  { context, config }: Session,
  { name, source }: ProjectWork,
  here: Parameters<typeof compareProject>[2]['here'],
): readonly Problem[] {
  const files = countDifferences(compareProject(context, config, { source, here }));
  return files === 0 ? [] : [{ item: name, what: `differs from production in ${files} files` }];
}
