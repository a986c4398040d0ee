import { join } from 'node:path';
import type { Config } from '../config/keys.ts';
import { tellEvent } from './event-text.ts';
import type { Event } from './events.ts';
import { titleOf } from './is-drill.ts';
import { markdown } from './markdown.ts';

/** What the notes are made from. */
export interface Noted {
  readonly id: string;
  readonly folder: string;
  readonly events: readonly Event[];
}

/** Where an incident's notes are: below NOTES_DIR when it is set, else beside the journal. */
export function notesPath(config: Pick<Config, 'NOTES_DIR'>, incident: Pick<Noted, 'id' | 'folder'>): string {
  if (config.NOTES_DIR === '') return join(incident.folder, 'notes.md');
  return join(config.NOTES_DIR, `incident-${incident.id}.md`);
}

/** A file that notes are kept in. */
export interface NotesFile {
  /** Its text; undefined when there is none. Throws when it cannot be read. */
  read(): Promise<string | undefined>;
  /** Appends, on a line of its own, and flushes it to the disk. Throws when it cannot. */
  append(text: string): Promise<void>;
}

/**
 * An entry as the tool writes it, with its incident and number at its end: no line that a person wrote is one, nor what was
 * pasted from the notes of another incident.
 */
const entryPattern = /^- \*\*[-\d]{10} [:\d]{8}\*\* .*(?:\n {2}.*)*? <!-- (\S+) (\d+) -->$/gm;

/**
 * Appends to the notes what the journal has more than they have. The file is only ever appended to: what a person
 * wrote into it by hand stays. Each entry carries its number, so that a kill in between leaves no gap and no double.
 */
export async function writeNotes(file: NotesFile, incident: Pick<Noted, 'id' | 'events'>): Promise<void> {
  const present = await file.read();
  const own = incident.id.split('-').at(-1);
  let last = 0;
  for (const [, id, seq] of (present ?? '').matchAll(entryPattern))
    if (id === own) last = Math.max(last, Number(seq));
  const missing = incident.events
    .filter(({ seq }) => seq > last)
    .map((event) => `${entryOf(event)} <!-- ${own} ${event.seq} -->`);
  const head = present === undefined ? [`# ${titleOf(incident)}`, ''] : [];
  const lines = [...head, ...missing];
  if (lines.length > 0) await file.append(lines.join('\n'));
}

/** An event as a paragraph of Markdown. */
export function entryOf(event: Event): string {
  const { time, who, what } = tellEvent(event, markdown);
  return `- **${time}** ${who}: ${what}`;
}
