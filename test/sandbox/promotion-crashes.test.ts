import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as v from 'valibot';
import type { StoredEvent } from '../../src/recovery/events.ts';
import { EventSchema } from '../../src/recovery/events.ts';
import { subSteps } from '../../src/recovery/promotion/promote.ts';
import type { Bundled } from '../tui/bundled.ts';
import { makeBundle } from '../tui/bundled.ts';
import { Beginning } from './beginning.ts';
import { killedAt } from './crash-point.ts';
import { unplug } from './faults.ts';
import type { RunOptions } from './product.ts';
import type { Sandbox } from './sandbox.ts';
import { openSandbox } from './sandbox.ts';

const declared = [...subSteps.quiet, ...subSteps.promote].map(({ id }) => id);
/** Those that this standby gives something to do; the others look, and find it so. */
const acting = [
  ...['sync-off', 'runs-ended', 'promoted', 'dead-bundles'],
  ...['quiet-start', 'odoo-started', 'services-enabled'],
];

let sandbox: Sandbox;
let beginning: Beginning;
let journal: string;
let program: Bundled;

beforeAll(async () => {
  const config = { CONNECT_SECONDS: 1, ODOO_SECONDS: 30, QUIET_START: 'yes' };
  [sandbox, program] = await Promise.all([openSandbox(config), makeBundle()]);
  const { production, standby } = sandbox;
  // A bundle without its file, so that the part which takes it out has something to do.
  const bundle = { url: '/web/content/7-abc/web.assets_common.css', resModel: 'ir.ui.view' };
  await production.odoo.attach('web.assets_common.css', 'a { }', { ...bundle, mimetype: 'text/css' });
  await sandbox.waitForReplay();
  await unplug(sandbox);
  expect((await sandbox.run('ot-recovery', ['start', 'production is dark'])).exitCode).toBe(0);
  const [incident = ''] = readdirSync(standby.path('state/incidents'));
  journal = standby.path('state/incidents', incident, 'journal.jsonl');
  // An Odoo that takes its time, so that it is always waited for.
  const waited = `until grep -q '"act":"odoo-answers"' ${journal}; do sleep 0.05; done`;
  standby.write('etc/services/odoo', `${waited}\n${standby.read('etc/services/odoo')}`);
  mkdirSync(standby.path('run'), { recursive: true });
  beginning = await Beginning.keep(sandbox);
});
afterAll(async () => {
  program[Symbol.dispose]();
  await sandbox.close();
});

/** Holds a sync's lock until the promotion has written that it ends the runs: then that part has something to do. */
function holdLock(): ChildProcess {
  const script = 'until grep -q \'"act":"runs-ended"\' "$0"; do sleep 0.02; done';
  const argv = [sandbox.standby.path('run/projects.lock'), 'sh', '-c', script, journal];
  return spawn('flock', argv, { stdio: 'ignore' });
}

async function promote(options: RunOptions = {}) {
  return sandbox.run('ot-disable-standby-mode', ['--confirm', hostname()], {
    bundle: program.path,
    ...options,
  });
}

/** The events of the journal, all of whose lines must be whole. */
function events(): readonly StoredEvent[] {
  const lines = readFileSync(journal, 'utf8').trimEnd().split('\n');
  return lines.map((line) => v.parse(EventSchema, JSON.parse(line)));
}

const nameOf = (event: StoredEvent) =>
  event.kind === 'fact' ? `fact ${event.name}` : `${event.kind} ${'act' in event ? event.act : ''}`.trim();

/** How many Odoos of the standby run. */
function odoos(): number {
  const running = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid));
  return running.filter((pid) => {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      return (
        /node$/.test(line[0] ?? '') && line[1]?.endsWith('odoo-web.ts') && line[2] === sandbox.standby.root
      );
    } catch {
      return false;
    }
  }).length;
}

/** What must be true after a promotion, whatever happened on the way. */
async function expectPromotedOnce(where: string, before: string): Promise<void> {
  const { standby } = sandbox;
  const sql = 'SELECT pg_is_in_recovery(), left(pg_walfile_name(pg_current_wal_lsn()), 8)';
  expect(await standby.postgres.sql(sql), where).toBe('f|00000002');
  const histories = readdirSync(standby.path('pgdata/pg_wal')).filter((name) => name.endsWith('.history'));
  expect(histories, where).toEqual(['00000002.history']);
  expect(readFileSync(journal, 'utf8').startsWith(before), `${where}: a line of the journal is gone`).toBe(
    true,
  );
  const found = events();
  expect(found.at(-1), where).toMatchObject({ kind: 'step', step: 'promote', state: 'done' });
  expect(odoos(), where).toBe(1);
  expect(standby.read('etc/odoo/ot-redundancy-sync.conf'), where).toMatch(/SYNCMODE="?off/);
  expect(standby.read('etc/odoo/odoo.conf'), where).toContain('max_cron_threads = 0');
  expect(JSON.parse(standby.read('state/crons-held.json')), where).toMatchObject({ previous: null });
}

it('[promise 12] killed at every boundary of every part, the same command completes, promotes once and loses no line', async () => {
  await beginning.restore();
  const opened = events().length;
  const holder = holdLock();
  expect(await promote()).toMatchObject({ exitCode: 0 });
  holder.kill();
  await expectPromotedOnce('without a kill', '');
  // The list comes from what a whole run wrote: a new part is in it by itself.
  const whole = events().slice(opened).map(nameOf);
  for (const id of declared) {
    const acts = acting.includes(id) || whole.includes(`intent ${id}`);
    const wanted = acts ? [`intent ${id}`, `outcome ${id}`] : [`fact ${id}`];
    expect(whole).toEqual(expect.arrayContaining(wanted));
  }
  for (const [index, name] of whole.entries()) {
    // Nothing but reading stands between a fact and the line above it.
    const moments = name.startsWith('fact') ? (['after'] as const) : (['before', 'after'] as const);
    for (const moment of moments) {
      const where = `${moment} "${name}" (line ${index + 1} of ${whole.length})`;
      await beginning.restore();
      const lock = holdLock();
      const killed = await promote(killedAt({ journal, line: index + 1, moment }));
      expect(killed, where).toMatchObject({ signal: 'SIGKILL' });
      const left = moment === 'before' ? index : index + 1;
      expect(events().slice(opened).map(nameOf), where).toEqual(whole.slice(0, left));
      const text = readFileSync(journal, 'utf8');
      expect(await promote(), where).toMatchObject({ exitCode: 0 });
      lock.kill();
      await expectPromotedOnce(where, text);
    }
  }
}, 1_500_000);
