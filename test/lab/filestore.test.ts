/** The filestore led by the database, while Odoo itself creates, overwrites, deletes and collects. */
import { expect, test } from 'vitest';
import * as v from 'valibot';
import { damagedOf, filestore, setKeys } from './fault-stage.ts';
import { installOn } from './installed.ts';
import type { Machine } from './machine.ts';
import { executeInOdoo } from './odoo.ts';
import { openPair } from './pair.ts';
import { untilStreaming } from './ready.ts';
import { suiteNames } from './suites.ts';

const Ids = v.array(v.number());

const base64 = (text: string) => Buffer.from(text).toString('base64');

function values(round: number, index: number) {
  const content = `round ${round}, file ${index}\n`.repeat(1 + index * 97);
  return { name: `file-${round}-${index}.txt`, datas: base64(content) };
}

async function create(production: Machine, round: number, count: number): Promise<readonly number[]> {
  const all = Array.from({ length: count }, (_, index) => values(round, index));
  return v.parse(
    Ids,
    await executeInOdoo(production, { model: 'ir.attachment', method: 'create', args: [all] }),
  );
}

/** Odoo's own daily work, as by "Run Manually": it unlinks every file that no row refers to any more. */
async function collect(production: Machine): Promise<void> {
  const named = [['ir_actions_server_id.name', 'ilike', 'vacuum']];
  const crons = await executeInOdoo(production, { model: 'ir.cron', method: 'search', args: [named] });
  const ids = v.parse(Ids, crons);
  expect(ids.length).toBeGreaterThan(0);
  await executeInOdoo(production, { model: 'ir.cron', method: 'method_direct_trigger', args: [ids] });
}

/** A round of what users do: new files, a file overwritten, files deleted; and Odoo collects. */
async function work(production: Machine, round: number): Promise<void> {
  const made = await create(production, round, 20);
  const call = (method: string, args: readonly unknown[]) =>
    executeInOdoo(production, { model: 'ir.attachment', method, args });
  await call('write', [made.slice(0, 3), { datas: base64(`overwritten in round ${round}`) }]);
  await call('unlink', [made.slice(15)]);
  await collect(production);
}

/** The exit codes of one sync after the other, until the work has ended. */
async function syncWhile(standby: Machine, working: Promise<void>): Promise<readonly number[]> {
  const codes: number[] = [];
  let ended = false;
  const watched = working.finally(() => (ended = true));
  while (!ended) codes.push((await standby.run('ot-attachments-sync --quiet', { timeout: 120 })).exitCode);
  await watched;
  return codes;
}

/** The store names that rows refer to, and those of the files, both on the standby. */
async function namesOn(
  standby: Machine,
): Promise<{ readonly rows: readonly string[]; readonly files: readonly string[] }> {
  const rows = await standby.sql(
    'SELECT DISTINCT store_fname FROM ir_attachment WHERE store_fname IS NOT NULL',
  );
  const listing = await filestore(standby);
  expect(damagedOf(listing)).toEqual([]);
  const files = [...listing.matchAll(/ {2}filestore\/prod\/(.*)$/gm)].map(([, name]) => name ?? '');
  return { rows: rows.trim().split('\n').sort(), files: files.sort() };
}

test.each(suiteNames)(
  '[promise 7] %s: while Odoo creates, overwrites, deletes and collects, every row keeps its file',
  async (suite) => {
    const pair = await openPair(suite, { name: `filestore-${suite}` });
    try {
      const { production, standby } = pair;
      await installOn(pair);
      await setKeys(standby, { FILESTORE_MODE: 'database', DATA_FOLDERS: 'filestore' });
      const working = [1, 2, 3].reduce(
        (before, round) => before.then(() => work(production, round)),
        Promise.resolve(),
      );
      const codes = await syncWhile(standby, working);
      expect(codes.length).toBeGreaterThan(2);
      // 3: what Odoo had just collected, and whose row was not gone here yet.
      expect(codes.filter((code) => code !== 0 && code !== 3)).toEqual([]);
      await untilStreaming(production);
      expect(await standby.ok('ot-attachments-sync', { timeout: 120 })).toContain(
        'the filestore is complete for',
      );
      const { rows, files } = await namesOn(standby);
      expect(files).toEqual(expect.arrayContaining([...rows]));
      expect(rows.length).toBeGreaterThan(50);

      await standby.ok(
        `sed -i -E 's/":"20[^"]*/":"2020-01-01T00:00:00.000Z/g' /var/lib/ot-redundancy/filestore-orphans.json`,
      );
      await standby.ok('ot-attachments-sync --allow-removals', { timeout: 120 });
      const left = await namesOn(standby);
      expect(left.files).toEqual(left.rows);
    } finally {
      await pair.close();
    }
  },
);
