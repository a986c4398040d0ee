import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { asFailure, fail } from '../failures.ts';
import type { Event, NewEvent } from './events.ts';
import { appendEvents, readJournal } from './journal.ts';
import { isDrill } from './is-drill.ts';
import type { Person } from './person.ts';
import { personOf, personText } from './person.ts';
import { errorCode } from '../files/durable-files.ts';
import { randomName } from '../files/random-name.ts';

/** An incident: one recovery, from its first note to its report. */
export interface Incident {
  readonly id: string;
  readonly folder: string;
  readonly events: readonly Event[];
  /** Lines of the journal that cannot be read. */
  readonly damaged: readonly number[];
  readonly open: boolean;
  /** The person who leads it: who opened it, or took it over last. */
  readonly leader: Person;
}

const folderMode = { mode: 0o750 };

/** The folder of all incidents. It is never rotated and never pruned. */
export function incidentsFolder(config: Config): string {
  return join(config.STATE_DIR, 'incidents');
}

/** All incidents that can be read, oldest first: their names begin with the time. */
export async function listIncidents(config: Config): Promise<readonly Incident[]> {
  return (await readIncidents(config)).incidents;
}

/** What the folder of incidents holds. */
export interface Incidents {
  /** Oldest first. */
  readonly incidents: readonly Incident[];
  /** Why others cannot be read, a line for each: an old one that is broken holds nothing up. */
  readonly problems: readonly string[];
}

/** All incidents, and what is wrong with those that cannot be read. */
export async function readIncidents(config: Config): Promise<Incidents> {
  const folder = incidentsFolder(config);
  const problems: string[] = [];
  const names = await readdir(folder).catch((error: unknown): string[] => {
    if (errorCode(error) !== 'ENOENT') problems.push(`${folder} cannot be read (${errorCode(error)})`);
    return [];
  });
  const ids = names.filter((name) => /^\d{8}T\d{6}Z-[0-9a-f]{6}$/.test(name)).sort();
  const incidents = await Promise.all(
    ids.map((id) =>
      readIncident(config, id).catch((error: unknown) => {
        problems.push(`incident ${id}: ${asFailure(error).message}`);
        return undefined;
      }),
    ),
  );
  const readable = incidents.filter((incident) => incident !== undefined);
  return { incidents: readable.filter((incident) => incident.events.length > 0), problems };
}

/** The incident that is open; there is at most one. */
export async function openIncident(config: Config): Promise<Incident | undefined> {
  return (await listIncidents(config)).findLast((incident) => incident.open);
}

/** The open incident. Throws `not-found` when there is none. */
export async function requireIncident(config: Config): Promise<Incident> {
  const incident = await openIncident(config);
  if (incident !== undefined) return incident;
  fail('not-found', { what: 'no incident is open', next: 'ot-recovery start opens one.' });
}

/** How an incident is opened. */
export interface Opening {
  readonly why: string;
  /** A rehearsal, with production alive. */
  readonly drill?: boolean;
}

/** Opens an incident. Throws `incident-open` when one is open already. The caller holds the recovery lock. */
export async function startIncident(
  context: Context,
  config: Config,
  { why, drill = false }: Opening,
): Promise<Incident> {
  const { incidents, problems } = await readIncidents(config);
  problems.forEach((problem) => context.log.warn(problem));
  const already = incidents.findLast((incident) => incident.open);
  if (already !== undefined) {
    const kind = isDrill(already) ? 'drill' : 'incident';
    const what = `${kind} ${already.id} is open, led by ${personText(already.leader)}`;
    fail('incident-open', {
      what,
      next: 'Go on with it (ot-recovery status), or end it: ot-recovery finish.',
    });
  }
  const stamp = context.clock
    .now()
    .toISOString()
    .replace(/[-:]|\.\d+/g, '');
  const id = `${stamp}-${randomName().slice(0, 6)}`;
  await context.files.makeFolder(join(incidentsFolder(config), id), folderMode);
  const event = { kind: 'opened', id, why, version: context.env.version } as const;
  await record(context, config, { id, event: drill ? { ...event, drill } : event });
  return readIncident(config, id);
}

/** An event for an incident. */
export interface Entry {
  readonly id: string;
  readonly event: NewEvent;
}

/**
 * Writes an event into the journal; it is on the disk when this returns. Who holds the recovery lock keeps the notes
 * meanwhile (`keepNotes`). Throws `file`.
 */
export function record(context: Context, config: Config, { id, event }: Entry): Promise<void> {
  return appendEvents(context, journalPath(config, id), [event]);
}

/** What was found, a line each. */
export interface FoundLines {
  readonly id: string;
  /** The step that has found it. */
  readonly name: string;
  readonly lines: readonly string[];
}

/** Writes each line down as a fact, all at once: there may be one for each of many thousand files. Throws `file`. */
export function recordFacts(
  context: Context,
  config: Config,
  { id, name, lines }: FoundLines,
): Promise<void> {
  const events = lines.map((what) => ({ kind: 'fact', name, what, value: what }) as const);
  return appendEvents(context, journalPath(config, id), events);
}

async function readIncident(config: Config, id: string): Promise<Incident> {
  const { events, damaged } = await readJournal(journalPath(config, id));
  const leads = (event: Event) => event.kind === 'opened' || event.kind === 'taken-over';
  const last = events.findLast(leads);
  return {
    id,
    folder: join(incidentsFolder(config), id),
    events,
    damaged,
    open: !events.some((event) => event.kind === 'finished'),
    leader: last === undefined ? { name: 'nobody', from: undefined } : personOf(last.by),
  };
}

/** The journal of an incident. */
export function journalPath(config: Config, id: string): string {
  return join(incidentsFolder(config), id, 'journal.jsonl');
}
