import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { readRole } from '../postgres/role.ts';
import { jobNames } from '../sync/job.ts';
import { readLastSuccess } from '../sync/record.ts';
import { localTime } from '../sync/summary.ts';
import type { Incident } from './incident.ts';
import { lostFiles } from './lost-files.ts';

/** What is lost, as lines for people: the last syncs, the database's position, every missing file. */
export async function lossLines(
  context: Context,
  config: Config,
  incident: Incident,
): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const job of jobNames) {
    const last = await readLastSuccess(context, config, job);
    lines.push(`last sync of ${job}: ${last === undefined ? 'never' : localTime(new Date(last.startedAt))}`);
  }
  const database = incident.events.findLast((event) => event.kind === 'fact' && event.name === 'database');
  if (database?.kind === 'fact') lines.push(`database: ${database.what}`);
  const role = await readRole(context, config);
  if (role.kind === 'unknown') return [...lines, `attachments: unknown, ${role.why}`];
  return [...lines, ...(await lostFiles(context, config, role.server))];
}
