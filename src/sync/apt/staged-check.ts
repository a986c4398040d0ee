import { mkdir, open, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Session } from '../job.ts';
import { runStaging } from '../staging.ts';
import { isSources } from './repository-files.ts';
import type { RepositoryPlan } from './plan-repositories.ts';
import { releaseOf } from './release-names.ts';
import { updateLists } from './update.ts';

/** Lets apt fetch everything by the planned files, in a place of their own. Resolves to what is wrong with them. */
export async function tryRepositories(session: Session, plan: RepositoryPlan): Promise<readonly string[]> {
  const root = runStaging(session, 'repositories');
  try {
    await layOut(session, plan, root);
    const faults = await updateLists(session, ['-c', join(root, 'apt.conf')]);
    return faults.length > 0 ? faults : await otherReleases(join(root, 'lists'), plan.codename);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

const folders = ['sources.list.d', 'preferences.d', 'trusted.gpg.d', 'keyrings'] as const;

async function layOut({ config }: Session, plan: RepositoryPlan, root: string): Promise<void> {
  for (const folder of ['lists/partial', 'cache/archives/partial', 'outer', ...folders]) {
    await mkdir(join(root, folder), { recursive: true, mode: 0o700 });
  }
  const inside = `${config.APT_DIR}/`;
  const staged = (path: string) =>
    path.startsWith(inside) ? join(root, path.slice(inside.length)) : join(root, 'outer', basename(path));
  const keys = [...plan.result.keys()].filter((path) => !isSources(path));
  for (const [path, content] of plan.result) {
    const text = isSources(path) ? pointTo(content.toString('latin1'), keys, staged) : undefined;
    await mkdir(dirname(staged(path)), { recursive: true, mode: 0o700 });
    await writeFile(staged(path), text === undefined ? content : Buffer.from(text, 'latin1'), {
      mode: 0o600,
    });
  }
  await writeFile(join(root, 'apt.conf'), aptConf(root), { mode: 0o600 });
}

/** Sources name their keys by absolute paths: in the trial they are to use the new ones. */
function pointTo(text: string, keys: readonly string[], staged: (path: string) => string): string {
  const words = text.split(/([\s,=[\]]+)/);
  return words.map((word) => (keys.includes(word) ? staged(word) : word)).join('');
}

/** Everything apt.conf of the machine says stays, except where things lie and what else an update would start. */
function aptConf(root: string): string {
  const places = [
    ['Dir::Etc::sourcelist', 'sources.list'],
    ['Dir::Etc::sourceparts', 'sources.list.d'],
    ['Dir::Etc::preferences', 'preferences'],
    ['Dir::Etc::preferencesparts', 'preferences.d'],
    ['Dir::Etc::trusted', 'trusted.gpg'],
    ['Dir::Etc::trustedparts', 'trusted.gpg.d'],
    ['Dir::State::lists', 'lists'],
    ['Dir::Cache', 'cache'],
  ] as const;
  const hooks = ['Pre-Invoke', 'Post-Invoke', 'Post-Invoke-Success', 'Post-Invoke-Stats'];
  return [
    ...hooks.map((name) => `#clear APT::Update::${name};`),
    ...places.map(([key, place]) => `${key} "${join(root, place)}";`),
    // The folder is for root alone, and so are the keys in it.
    'APT::Sandbox::User "root";',
    'Acquire::Languages "none";',
    '',
  ].join('\n');
}

/** Repositories of Debian or Ubuntu that say to be of another release, by whatever name they were asked. */
async function otherReleases(lists: string, codename: string): Promise<readonly string[]> {
  const names = (await readdir(lists)).filter((name) => /_(In)?Release$/.test(name));
  const heads = await Promise.all(
    names.map(async (name) => ({ name, head: await readHead(join(lists, name)) })),
  );
  return heads.flatMap(({ name, head }) => {
    const field = (key: string) => new RegExp(`^${key}: (.*)$`, 'm').exec(head)?.[1] ?? '';
    const release = releaseOf(field('Codename'));
    const isDistribution = /^(Debian|Ubuntu)\b/.test(field('Origin'));
    if (!isDistribution || release === undefined || release === codename) return [];
    return [`${name.replace(/_dists_.*/, '').replaceAll('_', '/')} is of ${release}, not of ${codename}`];
  });
}

async function readHead(path: string): Promise<string> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0);
    return buffer.subarray(0, bytesRead).toString('latin1');
  } finally {
    await handle.close();
  }
}
