import { join } from 'node:path';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { localTime } from '../sync/summary.ts';
import type { Event } from './events.ts';

/** What the notes are made from. */
export interface Noted {
  readonly id: string;
  readonly folder: string;
  readonly events: readonly Event[];
}

/** Where an incident's notes are: below NOTES_DIR when it is set, else beside the journal. */
export function notesPath(config: Config, incident: Pick<Noted, 'id' | 'folder'>): string {
  if (config.NOTES_DIR === '') return join(incident.folder, 'notes.md');
  return join(config.NOTES_DIR, `incident-${incident.id}.md`);
}

/**
 * Appends to the notes what the journal has more than they have. The file is only ever appended to: what a person
 * wrote into it by hand stays. Each entry carries its number, so that a kill in between leaves no gap and no double.
 */
export async function writeNotes(context: Context, path: string, incident: Noted): Promise<void> {
  const present = await context.files.readText(path);
  const written = [...(present ?? '').matchAll(/<!-- (\d+) -->$/gm)].map(([, seq]) => Number(seq));
  const last = Math.max(0, ...written);
  const missing = incident.events.filter((event) => event.seq > last).map(entryOf);
  const head = present === undefined ? [`# Incident ${incident.id}`, ''] : [];
  const lines = [...head, ...missing];
  if (lines.length > 0) await context.files.appendLine(path, lines.join('\n'), { mode: 0o640 });
}

/** An event as a paragraph of Markdown, in local time. */
export function entryOf(event: Event): string {
  const time = localTime(new Date(event.at));
  const who = event.by.sudoUser ?? event.by.user;
  return `- **${time}** ${who}: ${textOf(event)} <!-- ${event.seq} -->`;
}

function textOf(event: Event): string {
  switch (event.kind) {
    case 'opened':
      return `opened the ${event.drill === true ? 'DRILL' : 'incident'} on ${event.by.host}. ${oneParagraph(event.why)}`.trim();
    case 'note':
      return oneParagraph(event.text);
    case 'step':
      return `step "${event.step}" ${event.state}${event.reason === undefined ? '' : `: ${oneParagraph(event.reason)}`}`;
    case 'intent':
      return `begins: ${oneParagraph(event.what)}${event.argv === undefined ? '' : ` (\`${event.argv.join(' ')}\`)`}`;
    case 'outcome':
      return outcomeText(event);
    case 'fact':
      return oneParagraph(event.what);
    case 'taken-over':
      return `took the incident over from ${event.from}`;
    case 'finished':
      return `finished the incident${event.reason === undefined ? '' : `: ${oneParagraph(event.reason)}`}`;
  }
}

function outcomeText(event: Extract<Event, { kind: 'outcome' }>): string {
  const seconds = (event.durationMs / 1000).toFixed(1);
  const verdict = event.ok ? 'done' : 'FAILED';
  const code = event.exitCode === undefined ? '' : `, exit code ${event.exitCode}`;
  const tail = event.tail.map((line) => `\n      ${line}`).join('');
  return `${verdict}: ${oneParagraph(event.what)} (${seconds} s${code})${tail}`;
}

/** Text of people, indented so that it stays within its entry. */
function oneParagraph(text: string): string {
  return text.trim().replace(/\r?\n/g, '\n  ');
}
