import type { Config } from '../../src/config/keys.ts';
import type { Context } from '../../src/context.ts';
import { fail } from '../../src/failures.ts';
import { listDetached } from '../../src/machines/detached.ts';
import { findMissingFiles } from '../../src/verify/missing-files.ts';
import type { Server } from '../../src/postgres/psql.ts';
import { messageOf } from '../../src/recovery/message.ts';
import { notesPath } from '../../src/recovery/notes.ts';
import { probePorts } from '../../src/recovery/signs-of-life.ts';
import { readChecklist } from '../../src/recovery/site-steps.ts';
import { readWriter } from '../../src/recovery/writer.ts';
import type { StatusCache } from '../../src/status/cache.ts';
import { usableConfig } from '../../src/status/cache.ts';
import { gatherReport } from '../../src/status/gather.ts';
import { gatherDatabase } from '../../src/status/gather-database.ts';
import type { IncidentReader } from './incident-reader.ts';
import type { RunHistory } from '../../src/sync/run-history.ts';
import { commandsFolder } from '../commands.ts';
import type { Looked, Recovery, Snapshot, State } from './state.ts';
import { lastSeen } from './state.ts';

/** What looking at the machine needs. */
export interface Looker {
  readonly context: Context;
  readonly configPath: string;
  readonly history: RunHistory;
  /** What two reports in a row need not ask twice. */
  readonly cache: StatusCache;
  readonly incidents: IncidentReader;
}

/** A look at one part; it reads the configuration anew, for somebody may change it meanwhile. */
export type Look = (looker: Looker, before: State) => Promise<Partial<Snapshot>>;

/** What a look has seen; or why it could not, with what was seen before. */
export async function looked<T>(
  { context }: Looker,
  before: Looked<T>,
  work: () => Promise<T>,
): Promise<Looked<T>> {
  try {
    const value = await work();
    return { state: 'seen', value, at: context.clock.now().getTime() };
  } catch (error) {
    const at = context.clock.now().getTime();
    const why = error instanceof Error ? error.message : String(error);
    const last = lastSeen(before);
    return {
      state: 'failed',
      why,
      at,
      ...(last === undefined ? {} : { before: { value: last.value, at: last.at } }),
    };
  }
}

/** How this machine stands. */
export const lookAtReport: Look = async (looker, { snapshot }) => {
  const { context, configPath, cache } = looker;
  const report = await looked(looker, snapshot.report, () => gatherReport(context, configPath, cache));
  return { report };
};

/** Files that are missing here: slow with many files, so it is looked for seldom. */
export const lookForMissing: Look = async (looker, { snapshot }) => {
  const { context, configPath, cache } = looker;
  const missing = await looked(looker, snapshot.missing, async () => {
    const { values } = await usableConfig(configPath, cache);
    return findMissingFiles(context, values, await ownServer(looker, values));
  });
  return { missing };
};

/** The database server of this machine. Throws `role-unknown`. */
export async function ownServer({ context, cache }: Looker, config: Config): Promise<Server> {
  const { role, own } = await gatherDatabase(context, config, cache);
  if (own !== undefined) return own.server;
  const what = role.kind === 'unknown' ? role.why : 'the database cannot be asked';
  return fail('role-unknown', { what, next: 'ot-status' });
}

const knockEveryMs = 20_000;
/** While an incident is open somebody waits for the answer. */
const knockInIncidentEveryMs = 5_000;

/** Whether production answers. While the database hears from it nothing is asked: its log would fill with our knocking. */
export const lookAtProduction: Look = async (looker, { snapshot }) => {
  const { values } = await usableConfig(looker.configPath, looker.cache);
  const report = snapshot.report.state === 'seen' ? snapshot.report.value : undefined;
  const streams = report?.replication.state === 'known' && report.replication.value.feed === 'streaming';
  const incident = lastSeen(snapshot.recovery)?.value.incident?.open === true;
  if (report === undefined || values.SYNCSRC === 'NOT-SET' || (streams && !incident)) return {};
  const last = snapshot.probes.state === 'not yet' ? 0 : snapshot.probes.at;
  const everyMs = incident ? knockInIncidentEveryMs : knockEveryMs;
  if (looker.context.clock.now().getTime() - last < everyMs) return {};
  return { probes: await looked(looker, snapshot.probes, () => probePorts(looker.context, values)) };
};

/** Incident, checklist, runs and what was started from here: files only, so that it can be looked at often. */
export const lookAtFiles: Look = async (looker, { snapshot }) => {
  const { values: config } = await usableConfig(looker.configPath, looker.cache);
  const [recovery, runs, commands] = await Promise.all([
    looked(looker, snapshot.recovery, () => readRecovery(looker, config)),
    looked(looker, snapshot.runs, () => looker.history.read(config)),
    listDetached(commandsFolder(config), snapshot.commands),
  ]);
  return { config, recovery, runs, commands };
};

async function readRecovery({ context, incidents: reader }: Looker, config: Config): Promise<Recovery> {
  const [incidents, checklist, writer] = await Promise.all([
    reader.read(config),
    readChecklist(context, config),
    readWriter(config),
  ]);
  const incident = incidents.findLast(({ open }) => open) ?? incidents.at(-1);
  return {
    incident,
    checklist,
    writer,
    notesPath: incident === undefined ? '' : notesPath(config, incident),
    message: incident === undefined ? '' : messageOf(context, config, incident),
  };
}
