import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Config } from '../../config/keys.ts';
import { queryJson } from '../../postgres/psql.ts';
import type { Driven } from './driver.ts';
import type { RepmgrSettings } from './repmgr-config.ts';

const State = v.picklist(['off', 'paused', 'watching']);

/**
 * Pauses repmgr's daemon of this node while a person promotes, as repmgr wants it; the others may be gone. That it was we
 * who did is written down first, so that it does not stay so when we are killed. Source: repmgr's documentation,
 * repmgr standby promote.
 */
export async function pauseDaemon(driven: Driven, settings: RepmgrSettings): Promise<void> {
  if ((await daemonState(driven, settings)) !== 'watching') return;
  await driven.context.files.writeAtomically(markPath(driven.config), '', { mode: 0o640 });
  await setPaused(driven, settings, true);
}

/** Lets the daemon go on when it was paused here; one that somebody else paused is left so. */
export async function unpauseDaemon(driven: Driven, settings: RepmgrSettings): Promise<void> {
  if (!(await isPausedByUs(driven))) return;
  await setPaused(driven, settings, false);
  await rm(markPath(driven.config), { force: true });
}

/** Whether a promotion paused the daemon and has not let it go yet. */
export async function isPausedByUs({ context, config }: Driven): Promise<boolean> {
  return (await context.files.readText(markPath(config))) !== undefined;
}

async function daemonState(
  { context, config, server }: Driven,
  { database }: RepmgrSettings,
): Promise<v.InferOutput<typeof State> | undefined> {
  const sql = `SELECT to_json(CASE WHEN NOT coalesce(repmgr.repmgrd_is_running(), false) THEN 'off'
    WHEN repmgr.repmgrd_is_paused() THEN 'paused' ELSE 'watching' END)`;
  return queryJson(context, config, { server, database, sql, schema: State });
}

async function setPaused(
  { context, config, server }: Driven,
  { database }: RepmgrSettings,
  wanted: boolean,
): Promise<void> {
  const sql = `SELECT to_json(repmgr.repmgrd_pause(${wanted}) IS NOT NULL)`;
  await queryJson(context, config, { server, database, sql, schema: v.boolean() });
}

function markPath(config: Config): string {
  return join(config.STATE_DIR, 'repmgrd-paused');
}
