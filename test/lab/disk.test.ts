/** What is on the disk itself when the power goes: the other tests of power cuts leave the memory's part of files alive. */
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { upload } from '../demo/changes.ts';
import { replayed } from '../demo/proof.ts';
import { ensurePrograms } from '../sandbox/prerequisites.ts';
import { killedAt } from '../sandbox/crash-point.ts';
import { LabDisk } from './disk.ts';
import { dataFolder, setKeys } from './fault-stage.ts';
import { installOn } from './installed.ts';
import { openPair, type Pair } from './pair.ts';

const state = '/var/lib/ot-redundancy';

let pair: Pair;
let disk: LabDisk;

beforeAll(async () => {
  ensurePrograms();
  pair = await openPair('bullseye', { name: 'disk' });
  await installOn(pair);
  await setKeys(pair.standby, { MIN_FREE_MB: 1 });
});
afterAll(() => pair?.close());

/** The text of the only file that matches. */
function textOf(folder: string, pattern: string): string {
  const [path] = globSync(join(folder, pattern));
  return path === undefined ? '' : readFileSync(path, 'utf8');
}

test('[promise 12] [promise 16] what is noted, and what is about to be done, is on the disk at once', async () => {
  const { standby } = pair;
  disk = await LabDisk.attach(standby, state);
  try {
    await standby.ok(`echo only in memory > ${state}/not-flushed`);
    await standby.ok('ot-recovery start "production is dark"');
    await standby.ok('ot-recovery note "the last word before the cut"');
    await disk.afterPowerCut((folder) => {
      expect(textOf(folder, 'incidents/*/journal.jsonl')).toContain('the last word before the cut');
      expect(textOf(folder, 'incidents/*/notes.md')).toContain('the last word before the cut');
      // The proof that this test can fail.
      expect(textOf(folder, 'not-flushed')).toBe('');
    });
    const journal = (await standby.ok(`ls ${state}/incidents/*/journal.jsonl`)).trim();
    // The run has said what it is about to do, and dies before it says what came of it.
    const run = await standby.run('ot-recovery step exhaust run', {
      ...killedAt({ journal, line: 2, moment: 'before', startedByOthers: true }),
      timeout: 120,
    });
    expect(run.exitCode).toBe(137);
    const lines = (await standby.ok(['cat', journal])).trimEnd().split('\n');
    await disk.afterPowerCut((folder) => {
      expect(textOf(folder, 'incidents/*/journal.jsonl').trimEnd().split('\n')).toEqual(lines);
    });
  } finally {
    await disk.detach();
  }
});

test('[promise 5] [promise 7] once a sync has ended well, each file is on the disk, whole, under its name', async () => {
  const { production, standby } = pair;
  await standby.ok(`install -d -o odoo -g odoo ${dataFolder}/filestore`);
  disk = await LabDisk.attach(standby, dataFolder);
  try {
    for (let number = 1; number <= 5; number += 1)
      await upload(production, `file-${number}.txt`, `file ${number}\n`.repeat(20_000 * number));
    await replayed(production, standby);
    await standby.ok('ot-attachments-sync');
    const names = (await standby.ok(`cd ${dataFolder} && find filestore -type f`)).trimEnd().split('\n');
    expect(names.length).toBeGreaterThan(20);
    await disk.afterPowerCut((folder) => {
      const sums = names.map((name) =>
        createHash('sha1')
          .update(readFileSync(join(folder, name)))
          .digest('hex'),
      );
      expect(sums).toEqual(names.map((name) => basename(name)));
    });
  } finally {
    await disk.detach();
  }
});
