import { matchesAny } from '../../config/name-patterns.ts';
import { firstOf } from '../../figures.ts';
import { must } from '../../machines/must.ts';
import type { Apt } from './apt-get.ts';
import { aptGet, aptSays } from './apt-get.ts';
import { plainName } from './compare.ts';
import { isPackageName } from './names.ts';
import type { Target } from './targets.ts';

/** What apt-get is told for an installation: nothing may be removed for it. */
export function installWords(targets: readonly Target[]): readonly string[] {
  return ['--no-remove', 'install', '--', ...targets.map(({ argument }) => argument)];
}

/** Tries an installation without doing it. Resolves to the reason why it cannot or must not be, or undefined. */
export async function simulate(apt: Apt, targets: readonly Target[]): Promise<string | undefined> {
  const outcome = await aptGet(apt, ['-s', ...installWords(targets)]);
  if (outcome.ended !== 'exited') must(outcome, 'trying an installation');
  if (outcome.exitCode !== 0) return `cannot be installed: ${aptSays(outcome)}`;
  const touched = touchedNames(outcome.stdout);
  const forbidden = touched.filter((name) => matchesAny(plainName(name), apt.config.APT_EXCLUDE));
  if (forbidden.length === 0) return undefined;
  return `would bring along or change ${firstOf(forbidden, 5)}, which APT_EXCLUDE leaves to this machine`;
}

/** The packages that a simulation installs, changes or removes. */
function touchedNames(text: string): readonly string[] {
  const names = [...text.matchAll(/^(?:Inst|Remv) (\S+)/gm)].map((match) => match[1] ?? '');
  return names.filter(isPackageName);
}
