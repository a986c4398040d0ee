import { join } from 'node:path';
import { path as pathKind } from '../../../config/kinds.ts';
import { nameOf, showName } from '../../../files/names.ts';
import type { Production } from '../../../machines/production.ts';
import type { Session } from '../../job.ts';
import type { Problem } from '../../plan.ts';
import type { AttachmentsPlan } from '../attachments-plan.ts';
import type { Leftovers } from '../bring.ts';
import { pathInData, shownPath } from '../bring.ts';
import type { Missing } from '../compare.ts';
import { notGiven } from '../tell-leftovers.ts';
import { isSettled } from './settled.ts';

const atOnce = 200;

/**
 * Asks production, name by name, for what rows refer to and it did not give. What it does not have may have been
 * collected by Odoo, and the end of its row be on its way: that is told as missing once replay has gone on.
 */
export async function tellLedAbsent(
  session: Session,
  plan: AttachmentsPlan,
  { absent, said }: Leftovers,
): Promise<readonly Problem[]> {
  const { led } = plan;
  if (led === undefined || absent.length === 0) return [];
  const kinds = await askKinds(await session.production(), plan, absent);
  const before = new Map(led.state.absent.map((each) => [each.path, each]));
  const now = session.context.clock.now();
  const problems: Problem[] = [];
  const first: Missing[] = [];
  let known = 0;
  for (const missing of absent) {
    const path = pathInData(missing);
    if (kinds.get(path) !== 'missing') problems.push(notGiven(missing, said));
    else if (kinds.get(missing.area.path) === 'missing') problems.push(noFolder(missing));
    else {
      const earlier = before.get(path);
      const isLost = earlier !== undefined && (earlier.confirmed || isSettled(earlier, led.position, now));
      led.absent.set(path, isLost);
      if (earlier?.confirmed === true) known += 1;
      else if (isLost) problems.push(lost(missing));
      else first.push(missing);
    }
  }
  if (known > 0) plan.notes.push(`${known} files that rows refer to are still lost on production`);
  return onePerItem([...problems, ...notYet(first)]);
}

/** What production says of the files, and of the folders of their databases, by path below the data folder. */
async function askKinds(
  production: Production,
  { productionFolder }: AttachmentsPlan,
  absent: readonly Missing[],
): Promise<ReadonlyMap<string, string>> {
  const paths = [...new Set([...absent.map(({ area }) => area.path), ...absent.map(pathInData)])];
  const asked = paths.flatMap((path) => {
    const text = join(productionFolder, Buffer.from(path, 'latin1').toString());
    return pathKind.read(text) === undefined ? [] : [{ path, text }];
  });
  const kinds = new Map<string, string>();
  for (let from = 0; from < asked.length; from += atOnce) {
    const part = asked.slice(from, from + atOnce);
    const answer = await production.ask('check', ...part.map(({ text }) => text));
    const lines = new Map(
      answer.split('\n').map((line) => [line.slice(line.indexOf(' ') + 1), line.slice(0, line.indexOf(' '))]),
    );
    for (const { path, text } of part) kinds.set(path, lines.get(nameOf(text)) ?? '');
  }
  return kinds;
}

function noFolder({ area }: Missing): Problem {
  return {
    item: showName(area.path),
    what: 'production has no such folder, but rows of the database refer to its files',
    next: 'See whether it is mounted there, and whether PRODUCTION_DATA_DIR is right.',
  };
}

const shownNames = 3;

/** It is not known yet which of two things it is, and it settles by itself. */
function notYet(first: readonly Missing[]): readonly Problem[] {
  return [...Map.groupBy(first, ({ area }) => area.path)].map(([path, files]) => {
    const names = files.slice(0, shownNames).map(({ name }) => showName(name));
    const more = files.length > shownNames ? ', …' : '';
    return {
      item: showName(path),
      what: `${files.length} are not on production (${names.join(', ')}${more}): Odoo may have collected them`,
      next: 'They are asked for again when replay has gone on.',
      kind: 'waiting',
    };
  });
}

function lost(missing: Missing): Problem {
  return {
    item: shownPath(missing),
    what: 'is missing on production too, and a row refers to it',
    next: 'Restore it from a backup there, if there is one; ot-verify names the record. It is told once.',
    kind: 'standing',
  };
}

function onePerItem(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [problem.item, problem])).values()];
}
