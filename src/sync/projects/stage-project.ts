import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { counted } from '../../figures.ts';
import { showName } from '../../files/names.ts';
import { makeOwnFolder } from '../hold/own-folder.ts';
import type { Session } from '../job.ts';
import type { Problem } from '../plan.ts';
import { fetchInto } from '../fetch-into.ts';
import { countDifferences } from '../trees/differences.ts';
import { localTrees } from '../trees/read-trees.ts';
import { compareProject, compiledExcludes } from './compare.ts';
import type { ProjectWork } from './plan-projects.ts';
import { stagedPath } from './switch.ts';

/**
 * Copies a project from production beside the present one and compares the copy with what production listed.
 * Resolves to a problem when it is not that. Files that did not change are hard links to the present ones.
 */
export async function stageProject(session: Session, work: ProjectWork): Promise<Problem | undefined> {
  const { context, config } = session;
  const staged = stagedPath(config, work.name);
  await rm(staged, { recursive: true, force: true });
  await makeOwnFolder(context, config.PROJECT_DIR, staged);
  const unread = await fetchInto(session, {
    from: `${join(config.PROJECT_DIR, work.name)}/`,
    into: `${staged}/`,
    options: options(session, work),
    label: work.name,
    totalFiles: work.files,
    totalBytes: work.bytes,
  });
  const [here] = await localTrees(context, config, [staged]);
  const found = compareProject(context, config, { source: work.source, here });
  const wrong = countDifferences(found);
  if (wrong === 0) return undefined;
  const names = [...found.added, ...found.changed, ...found.removed].slice(0, 3).map(showName).join(', ');
  const why = unread.length > 0 ? unread.join(' ') : 'it changed there while it was copied';
  return {
    item: work.name,
    what: `the copy differs from production in ${counted(wrong, 'file')} (${names}): ${why}`,
    next: 'It was left as it is. Run again.',
  };
}

function options({ context, config }: Session, work: ProjectWork): readonly string[] {
  const owner = ['--owner', '--group', `--chown=${config.ODOO_USER}:${config.ODOO_GROUP}`];
  return [
    '--recursive',
    '--links',
    '--perms',
    '--times',
    ...(context.env.uid === 0 ? owner : []),
    // Nothing that production says becomes set-user-id here.
    '--chmod=Fug-s',
    // A rewrite within the same second counts as a change.
    '--modify-window=-1',
    ...compiledExcludes,
    ...(work.is === 'new' ? [] : [`--link-dest=${join(config.PROJECT_DIR, work.name)}`]),
  ];
}
