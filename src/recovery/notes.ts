import { join } from 'node:path';
import type { Config } from '../config/keys.ts';
import { localTime } from '../sync/summary.ts';
import type { Event } from './events.ts';
import { indented, inline } from './markdown.ts';
import { titleOf } from './is-drill.ts';

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

/** An entry as the tool writes it, with its number at its end; a line that a person wrote or pasted is none. */
const entryPattern = /^- \*\*[-\d]{10} [:\d]{8}\*\* .*(?:\n {2}.*)*? <!-- (\d+) -->$/gm;

/**
 * Appends to the notes what the journal has more than they have. The file is only ever appended to: what a person
 * wrote into it by hand stays. Each entry carries its number, so that a kill in between leaves no gap and no double.
 */
export async function writeNotes(file: NotesFile, incident: Pick<Noted, 'id' | 'events'>): Promise<void> {
  const present = await file.read();
  const written = [...(present ?? '').matchAll(entryPattern)].map(([, seq]) => Number(seq));
  const last = Math.max(0, ...written);
  const missing = incident.events.filter((event) => event.seq > last).map(entryOf);
  const head = present === undefined ? [`# ${titleOf(incident)}`, ''] : [];
  const lines = [...head, ...missing];
  if (lines.length > 0) await file.append(lines.join('\n'));
}

/** An event as a paragraph of Markdown, in local time. */
export function entryOf(event: Event): string {
  const time = localTime(new Date(event.at));
  const who = event.by.sudoUser ?? event.by.user;
  return `- **${time}** ${inline(who)}: ${textOf(event)} <!-- ${event.seq} -->`;
}

function textOf(event: Event): string {
  switch (event.kind) {
    case 'opened':
      return `opened the ${event.drill === true ? 'DRILL' : 'incident'} on ${event.by.host}. ${indented(event.why)}`.trim();
    case 'note':
      return indented(event.text);
    case 'step':
      return `step "${event.step}" ${event.state}${because(event.reason)}`;
    case 'intent':
      return `begins: ${indented(event.what)}${event.argv === undefined ? '' : ` (${inline(event.argv.join(' '))})`}`;
    case 'outcome':
      return outcomeText(event);
    case 'fact':
      return indented(event.what);
    case 'taken-over':
      return `took the incident over from ${inline(event.from)}`;
    case 'finished':
      return `finished the incident${because(event.reason)}`;
  }
}

function because(reason: string | undefined): string {
  return reason === undefined ? '' : `: ${indented(reason)}`;
}

function outcomeText(event: Extract<Event, { kind: 'outcome' }>): string {
  const seconds = (event.durationMs / 1000).toFixed(1);
  const verdict = event.ok ? 'done' : 'FAILED';
  const code = event.exitCode === undefined ? '' : `, exit code ${event.exitCode}`;
  const tail = event.tail.map((line) => `\n      ${inline(line)}`).join('');
  return `${verdict}: ${indented(event.what)} (${seconds} s${code})${tail}`;
}
