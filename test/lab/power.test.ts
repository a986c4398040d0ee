import * as v from 'valibot';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StoredEvent } from '../../src/recovery/events.ts';
import { EventSchema } from '../../src/recovery/events.ts';
import { subSteps } from '../../src/recovery/promotion/promote.ts';
import { killedAt } from '../sandbox/crash-point.ts';
import { ensurePrograms } from '../sandbox/prerequisites.ts';
import { replayed } from '../demo/proof.ts';
import { setKeys } from './fault-stage.ts';
import { installOn } from './installed.ts';
import { loginToOdoo } from './odoo.ts';
import { openPair, type Pair } from './pair.ts';

const promote = 'ot-disable-standby-mode --confirm lab-standby';
const incidents = '/var/lib/ot-redundancy/incidents';

/** The parts in order; what an ended sync left is put right between the two halves. */
const parts = [
  ...subSteps.quiet.map(({ id }) => id),
  'healed',
  ...subSteps.promote.map(({ id }) => id),
] as const;
/** Those that only look here: there is no act to lose power in. */
const lookOnly = [
  ...['odoo-conf', 'follow-off', 'runs-ended', 'replayed', 'writable', 'manager-knows'],
  ...['further-started', 'attachment-served'],
];
/** Those that act in every run here: what was left half done is always looked for, and no boot starts Odoo before the end. */
const always = ['healed', 'odoo-started', 'odoo-answers'];

const bundle = `INSERT INTO ir_attachment (name, type, url, res_model, store_fname, mimetype)
  VALUES ('web.assets_lab.css', 'binary', '/web/assets/abc/web.assets_lab.css', 'ir.ui.view', 'ff/lost', 'text/css')`;

let pair: Pair;

beforeAll(async () => {
  ensurePrograms();
  pair = await openPair('trixie', { name: 'power' });
  await installOn(pair);
  await setKeys(pair.standby, { CONNECT_SECONDS: 1, QUIET_START: 'yes' });
  await pair.standby.ok('ot-attachments-sync');
  // A bundle whose file never came, so that the part which takes it out has something to do.
  await pair.production.sql(bundle);
  await replayed(pair.production, pair.standby);
  await pair.production.kill();
});
afterAll(() => pair?.close());

async function journalPath(): Promise<string> {
  return (await pair.standby.ok(`ls ${incidents}/*/journal.jsonl`)).trim();
}

/** The events of the only incident; every line must be whole. */
async function events(): Promise<readonly StoredEvent[]> {
  const text = await pair.standby.ok(['cat', await journalPath()]);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => v.parse(EventSchema, JSON.parse(line)));
}

/** The line, counted from the first of a run, on which a part says something when all parts before it are done. */
async function lineOf(part: string): Promise<number> {
  const standby = (await pair.standby.sql('SELECT pg_is_in_recovery()')) === 't';
  const before = parts.slice(0, parts.indexOf(part));
  // At the start: the step begins, database, files and syncs of a standby, then the timeline. An act has a line more.
  return (standby ? 5 : 2) + before.length + always.filter((id) => before.includes(id)).length + 1;
}

/** Promotes until this line; then the machine loses its power. */
async function losePowerAt(line: number, moment: 'before' | 'after'): Promise<readonly StoredEvent[]> {
  const options = killedAt({ journal: await journalPath(), line, moment, startedByOthers: true });
  const run = await pair.standby.run(promote, { ...options, timeout: 200 });
  expect(run).toMatchObject({ exitCode: 137, timedOut: false });
  await pair.standby.kill();
  await pair.standby.boot();
  return events();
}

test('[promise 12] the standby is powered off for its image: the incident goes on after the reboot', async () => {
  const { standby } = pair;
  await standby.ok('ot-recovery start "production is dark"');
  await standby.ok('ot-recovery step fence run');
  await standby.ok('ot-recovery note "powering off for the image"');
  const before = await events();
  await standby.shutdown();
  await standby.boot();
  expect(await events()).toEqual(before);
  await standby.ok('ot-recovery step image done');
  const status = await standby.ok('ot-recovery status');
  expect(status).toMatch(/\[OK\] image/);
  expect(status).toContain('Next: ot-recovery step exhaust');
});

test('[promise 12] the standby loses power in every part of the promotion, before and after its act: the same command completes, promotes once and loses no line', async () => {
  const { standby } = pair;
  const acted: string[] = [];
  for (const part of parts.filter((id) => !lookOnly.includes(id))) {
    const intent = await losePowerAt(await lineOf(part), 'after');
    expect(intent.at(-1)).toMatchObject({ kind: 'intent', act: part });
    // The last position of the database stands between the two lines of the promotion itself.
    const toOutcome = part === 'promoted' ? 2 : 1;
    const done = await losePowerAt((await lineOf(part)) + toOutcome, 'before');
    expect(done.slice(0, intent.length)).toEqual(intent);
    acted.push(part);
  }
  expect(acted).toEqual(expect.arrayContaining(['sync-off', 'promoted', 'dead-bundles', 'services-enabled']));
  await standby.ok(promote, { timeout: 200 });
  const all = await events();
  expect(all.at(-1)).toMatchObject({ kind: 'step', step: 'promote', state: 'done' });
  const state = 'SELECT pg_is_in_recovery(), left(pg_walfile_name(pg_current_wal_lsn()), 8)';
  expect(await standby.sql(state)).toBe('f|00000002');
  expect((await standby.ok('ls /var/lib/postgresql/17/main/pg_wal/*.history | wc -l')).trim()).toBe('1');
  expect((await standby.ok('pgrep -u odoo -P 1 -c -f odoo')).trim()).toBe('1');
  expect(await loginToOdoo(standby)).toBeGreaterThan(0);
});
