import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { asFailure } from '../failures.ts';
import { incidentsFolder, journalPath, openIncident } from './incident.ts';
import { readJournal } from './journal.ts';
import type { NotesFile } from './notes.ts';
import { notesPath, writeNotes } from './notes.ts';
import { notesBeside, notesElsewhere } from './notes-file.ts';

/** Writes the notes of an incident behind its journal, while somebody works on it. */
export interface NotesKeeper {
  /** Writes what is still missing, and stops. Never throws. */
  end(): Promise<void>;
}

const everyMs = 200;

/**
 * Keeps the notes of the open incident up with its journal until it is ended: beside the work, never in its way. The
 * caller holds the recovery lock: there is one keeper at a time. Where NOTES_DIR cannot be written, that is told once and
 * notes are kept beside the journal; NOTES_DIR gets all of it once it can be written again. Never throws.
 */
export async function keepNotes(context: Context, config: Config): Promise<NotesKeeper> {
  const ended = new AbortController();
  const catchUp = createCatchUp(context, config, await openId(config));
  const work = async () => {
    while (!ended.signal.aborted) {
      await catchUp();
      await context.clock.sleep(everyMs, ended.signal).catch(() => undefined);
    }
  };
  const working = work();
  return {
    async end() {
      ended.abort();
      await working;
      await catchUp();
    },
  };
}

async function openId(config: Config): Promise<string | undefined> {
  const incident = await openIncident(config).catch(() => undefined);
  return incident?.id;
}

interface Place {
  readonly path: string;
  readonly file: NotesFile;
}

/** Brings the notes up to the journal each time it is called; an incident may be opened only meanwhile. */
function createCatchUp(context: Context, config: Config, known: string | undefined): () => Promise<void> {
  let id = known;
  let noted = 0;
  let places: readonly Place[] | undefined;
  return async () => {
    id ??= await openId(config);
    if (id === undefined) return;
    const size = await sizeOf(journalPath(config, id));
    if (size === noted) return;
    noted = size;
    places = await writeToFirst(context, config, { id, places: places ?? placesOf(context, config, id) });
  };
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  return found?.size ?? 0;
}

/** Where notes are written, the wanted place first. */
function placesOf(context: Context, config: Config, id: string): readonly Place[] {
  const folder = join(incidentsFolder(config), id);
  const [wanted, beside] = [notesPath(config, { id, folder }), notesPath({ NOTES_DIR: '' }, { id, folder })];
  const last = { path: beside, file: notesBeside(context, beside) };
  return wanted === beside ? [last] : [{ path: wanted, file: notesElsewhere(context, wanted) }, last];
}

/** Writes the notes into the first place that takes them; returns the places that may be tried from now on. */
async function writeToFirst(
  context: Context,
  config: Config,
  { id, places }: { readonly id: string; readonly places: readonly Place[] },
): Promise<readonly Place[]> {
  const [place, ...others] = places;
  if (place === undefined) return [];
  try {
    const { events } = await readJournal(journalPath(config, id));
    await writeNotes(place.file, { id, events });
    return places;
  } catch (error) {
    // What was interrupted is no fault of the place.
    if (context.signal.aborted) return places;
    const instead = others[0] === undefined ? 'the journal has them' : `they are kept in ${others[0].path}`;
    context.log.warn(`notes cannot be written (${asFailure(error).message}): ${instead}`);
    return writeToFirst(context, config, { id, places: others });
  }
}
