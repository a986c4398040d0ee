import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import { restartService } from '../machines/services.ts';
import { editOdooConf } from '../odoo/edit-odoo-conf.ts';
import { inEachOdooDatabase } from '../odoo/odoo-databases.ts';
import { parseOdooConf } from '../odoo/odoo-conf.ts';
import type { Server } from '../postgres/psql.ts';

/** The option that keeps Odoo from running scheduled jobs, and with them from sending queued mail. */
const option = 'max_cron_threads';
const holding = '0';

const Held = v.object({ schemaVersion: v.literal(1), previous: v.nullable(v.string()) });

/**
 * Whether scheduled jobs are held: what odoo.conf said is kept, and odoo.conf holds them. Either alone proves nothing, a
 * kill leaves it so, or an earlier recovery. Throws `odoo-conf`, and `file` when what is kept is damaged.
 */
export async function cronsHeld(context: Context, config: Config): Promise<boolean> {
  const kept = await readHeld(context, config);
  return kept !== undefined && optionOf(config, await confText(context, config)) === holding;
}

/** Holds scheduled jobs: what odoo.conf said is kept first, so that it comes back whatever happens. Throws `odoo-conf`, `file`. */
export async function holdCrons(context: Context, config: Config): Promise<void> {
  const text = await confText(context, config);
  const present = optionOf(config, text);
  const kept = await readHeld(context, config);
  // Where odoo.conf holds them already, the word to give back is the kept one.
  const previous = kept !== undefined && present === holding ? kept.previous : (present ?? null);
  const held = JSON.stringify({ schemaVersion: 1, previous } satisfies v.InferOutput<typeof Held>);
  await context.files.writeAtomically(heldPath(config), `${held}\n`, { mode: 0o640 });
  await setOption(context, config, { text, value: holding });
}

/** Lets scheduled jobs run again: odoo.conf gets its own word back, then Odoo is restarted. Throws `not-found`, `file`. */
export async function releaseCrons(context: Context, config: Config): Promise<void> {
  const kept = await readHeld(context, config);
  if (kept === undefined)
    fail('not-found', { what: 'no scheduled jobs are held', next: 'There is nothing to do.' });
  const text = await confText(context, config);
  // A release that was killed has given it back already, and a word that somebody wrote since is not undone.
  if (optionOf(config, text) === holding)
    await setOption(context, config, { text, value: kept.previous ?? undefined });
  await restartService(context, config, config.ODOO_SERVICE);
  await rm(heldPath(config));
}

/** What waits in the databases: jobs that are due, and mail that is to go out. */
export interface Waiting {
  readonly jobs: number;
  readonly mails: number;
}

/** Counts what a release will set going. Throws `database`. */
export async function countWaiting(context: Context, config: Config, server: Server): Promise<Waiting> {
  const counted = await inEachOdooDatabase({ context, config, server }, async (tour, database) => {
    const count = async (table: string, condition: string) => {
      const exists = `SELECT to_json(to_regclass('${table}') IS NOT NULL)`;
      if ((await tour.ask({ database, sql: exists, schema: v.boolean() })) !== true) return 0;
      const sql = `SELECT to_json(count(*)) FROM ${table} WHERE ${condition}`;
      return (await tour.ask({ database, sql, schema: v.number() })) ?? 0;
    };
    const jobs = await count('ir_cron', "active AND nextcall <= now() AT TIME ZONE 'UTC'");
    return { jobs, mails: await count('mail_mail', "state = 'outgoing'") };
  });
  const sum = (pick: (waiting: Waiting) => number) => counted.reduce((total, each) => total + pick(each), 0);
  return { jobs: sum(({ jobs }) => jobs), mails: sum(({ mails }) => mails) };
}

function heldPath(config: Config): string {
  return join(config.STATE_DIR, 'crons-held.json');
}

async function confText(context: Context, config: Config): Promise<string> {
  const text = await context.files.readText(config.ODOO_CONF);
  if (text !== undefined) return text;
  return fail('odoo-conf', {
    what: `${config.ODOO_CONF} does not exist`,
    next: 'Name the file in ODOO_CONF.',
  });
}

function optionOf(config: Config, text: string): string | undefined {
  return parseOdooConf(config.ODOO_CONF, text).options.get(option)?.value;
}

async function readHeld(context: Context, config: Config): Promise<v.InferOutput<typeof Held> | undefined> {
  const path = heldPath(config);
  const text = await context.files.readText(path);
  if (text === undefined) return undefined;
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Held), text);
  if (parsed.success) return parsed.output;
  // To guess would start jobs that are to be held, or hold them for ever.
  return fail('file', {
    what: `${path} is damaged: it kept what ${config.ODOO_CONF} said of ${option}`,
    next: `Write ${option} in ${config.ODOO_CONF} as it was, or remove its line if there was none; remove ${path}. Then run the promotion again or, if it is over: systemctl restart ${config.ODOO_SERVICE}`,
  });
}

async function setOption(
  context: Context,
  config: Config,
  { text, value }: { readonly text: string; readonly value: string | undefined },
): Promise<void> {
  const edited = editOdooConf(text, { path: config.ODOO_CONF, name: option, value });
  const { mode, uid, gid } = await stat(config.ODOO_CONF);
  await context.files.writeAtomically(config.ODOO_CONF, edited, { mode: mode & 0o7777, uid, gid });
}
