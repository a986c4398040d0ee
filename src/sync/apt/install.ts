import type { Outcome } from '../../machines/command.ts';
import { must } from '../../machines/must.ts';
import { guardSpace } from '../guards.ts';
import type { Problem } from '../plan.ts';
import type { Apt } from './apt-get.ts';
import { aptFolder, aptGet, aptSays, finishSeconds, toItsEnd } from './apt-get.ts';
import { acceptTogether } from './bisect.ts';
import type { Missing } from './compare.ts';
import { readDebs } from './debs.ts';
import { finishInterrupted, installedNow } from './dpkg.ts';
import type { AptFacts } from './facts.ts';
import { keepOdooOff } from './odoo-stays-off.ts';
import { parsePolicy } from './policy.ts';
import { installWords, simulate } from './simulate.ts';
import type { Target } from './targets.ts';
import { chooseTarget } from './targets.ts';

/** Where nearly all of a package goes. */
const installFolder = '/usr';

/** Folders whose disks an installation fills. */
export const aptFolders = ['/var/cache/apt/archives', installFolder] as const;

/** What an installation brought. */
export interface Installation {
  readonly targets: readonly Target[];
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

/** Installs the missing packages that can be had; the others are named. */
export async function installMissing(
  apt: Apt,
  missing: readonly Missing[],
  here: AptFacts,
): Promise<Installation> {
  const unfinished = await finishInterrupted(apt);
  const choices = await choose(apt, missing, here);
  const wanted = choices.flatMap(({ target }) => (target === undefined ? [] : [target]));
  const { accepted, refused } = await acceptTogether(wanted, (targets) => simulate(apt, targets));
  const failed: Problem[] = [];
  const act = async () => void failed.push(...(await install(apt, accepted, here.architecture)));
  const odoo = accepted.length === 0 ? [] : await keepOdooOff(apt, act);
  const left = new Set(failed.map(({ item }) => item));
  const notToBeHad = choices.flatMap((choice) => ('problem' in choice ? [choice.problem] : []));
  const impossible = refused.map(({ item, why }) => ({ item: item.name, what: why }));
  return {
    targets: accepted.filter(({ name }) => !left.has(name)),
    problems: [...unfinished, ...notToBeHad, ...impossible, ...failed, ...odoo],
    notes: choices.flatMap((choice) => ('note' in choice && choice.note !== undefined ? [choice.note] : [])),
  };
}

async function choose(apt: Apt, missing: readonly Missing[], here: AptFacts) {
  const { context, config } = apt;
  const names = missing.map(({ name }) => name);
  const argv = ['apt-cache', ...aptFolder(apt), 'policy', '--', ...names] as const;
  const outcome = await context.run({ argv, timeoutMs: config.COMMAND_SECONDS * 1000 });
  const available = parsePolicy(must(outcome, 'asking what the repositories have').stdout);
  const supply = { here, available, debs: await readDebs(apt), debFolder: config.APT_DEB_DIR };
  return missing.map((each) => chooseTarget(each, supply));
}

/** Installs; when that fails, what is still missing in smaller parts, so that one failure stays one failure. */
async function install(apt: Apt, targets: readonly Target[], native: string): Promise<readonly Problem[]> {
  apt.context.log.progress({ label: 'installing packages', files: { done: 0, total: targets.length } });
  const outcome = await fetchAndInstall(apt, installWords(targets));
  apt.context.log.progress();
  if (outcome.ended !== 'exited') must(outcome, 'installing packages');
  const installed = await installedNow(apt, native);
  const rest = targets.filter(({ name, version }) => installed.get(name)?.version !== version);
  const [first] = rest;
  if (first === undefined) return [];
  if (targets.length === 1) {
    const next = `See what it says: apt-get install ${first.argument}`;
    return [{ item: first.name, what: `installation failed: ${aptSays(outcome)}`, next }];
  }
  const half = rest.length === targets.length ? Math.ceil(rest.length / 2) : rest.length;
  const begun = await install(apt, rest.slice(0, half), native);
  return half === rest.length ? begun : [...begun, ...(await install(apt, rest.slice(half), native))];
}

/** Fetched first, which may be interrupted: what dpkg has begun is let come to its end. */
async function fetchAndInstall(apt: Apt, words: readonly string[]): Promise<Outcome> {
  const fetched = await aptGet(apt, ['--download-only', ...words]);
  if (fetched.exitCode !== 0) return fetched;
  await guardSpace(apt.config, installFolder, takenBy(fetched));
  const { signal, log } = apt.context;
  const tell = () => log.warn(`dpkg is let finish what it has begun, for at most ${finishSeconds} s`);
  signal.addEventListener('abort', tell, { once: true });
  try {
    return await aptGet(apt, words, toItsEnd);
  } finally {
    signal.removeEventListener('abort', tell);
  }
}

/** How many bytes apt-get said that an installation would take. Source: apt-get, "After this operation, …". */
function takenBy({ stdout }: Pick<Outcome, 'stdout'>): number {
  const [, figure = '0', unit = ''] =
    /^After this operation, ([\d.,]+) ([kMGT]?)B of additional disk space will be used/m.exec(stdout) ?? [];
  return Number(figure.replaceAll(',', '')) * 1000 ** ['', 'k', 'M', 'G', 'T'].indexOf(unit);
}
