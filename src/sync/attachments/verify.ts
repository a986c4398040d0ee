import { setImmediate as breathe } from 'node:timers/promises';
import { pathOf, showName } from '../../files/names.ts';
import { readEntry } from '../../files/walk.ts';
import type { Problem } from '../plan.ts';
import type { AttachmentsPlan } from './attachments-plan.ts';
import { pathInData } from './bring.ts';

const atOnce = 1_000;

/** Looks anew at everything that the run placed or took away. */
export async function verifyAttachments({ dataFolder, done }: AttachmentsPlan): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  let looked = 0;
  const pause = () => ((looked += 1) % atOnce === 0 ? breathe() : undefined);
  for (const [missing, bytes] of done.placed) {
    const path = pathInData(missing);
    const entry = readEntry(pathOf(dataFolder, path));
    const what =
      entry === undefined ? 'is not there' : entry.bytes === bytes ? undefined : sizes(bytes, entry.bytes);
    if (what !== undefined) problems.push({ item: showName(path), what });
    await pause();
  }
  for (const path of done.removed) {
    const entry = readEntry(pathOf(dataFolder, path));
    if (entry !== undefined) problems.push({ item: showName(path), what: 'is still there' });
    await pause();
  }
  return problems;
}

function sizes(expected: number, found: number): string {
  return `has ${found} bytes instead of ${expected}`;
}
