import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { readRole } from '../postgres/role.ts';
import { createStatusCache } from '../status/cache.ts';
import { driftText } from '../status/drift-text.ts';
import { gatherJobs } from '../status/gather-jobs.ts';
import type { Event } from './events.ts';
import type { Incident } from './incident.ts';
import { lostFiles } from './lost-files.ts';

/** What is lost, as lines for people: how far each sync came, the database's position, every missing file. */
export async function lossLines(
  context: Context,
  config: Config,
  incident: Incident,
): Promise<readonly string[]> {
  const lines = await lossInShort(context, config, incident);
  const role = await readRole(context, config);
  if (role.kind === 'unknown') return [...lines, `attachments: unknown, ${role.why}`];
  return [...lines, ...(await lostFiles(context, config, role.server))];
}

/** How far each sync came, and what the promotion found of the database before it began. */
async function lossInShort(
  context: Context,
  config: Config,
  { events }: Pick<Incident, 'events'>,
): Promise<readonly string[]> {
  const syncs = (await gatherJobs(context, config, createStatusCache(context.clock))).map(driftText);
  return [...syncs, ...found(events, 'database').map((what) => `database: ${what}`)];
}

/** The same for the end of a promotion, with the number of files that were lost then; nothing is looked for anew. */
export async function lossAtPromotion(
  context: Context,
  config: Config,
  incident: Pick<Incident, 'events'>,
): Promise<readonly string[]> {
  const files = found(incident.events, 'files-before').map((what) => `files: ${what}`);
  return [...(await lossInShort(context, config, incident)), ...files];
}

/** What was found last under this name. */
function found(events: readonly Event[], name: string): readonly string[] {
  const fact = events.findLast((event) => event.kind === 'fact' && event.name === name);
  return fact?.kind === 'fact' ? [fact.what] : [];
}
