import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import type { Context } from '../context.ts';
import { errorCode, refuse } from '../files/durable-files.ts';
import type { Event, NewEvent, StoredEvent } from './events.ts';
import { EventSchema } from './events.ts';

/** What a journal holds. */
export interface Journal {
  readonly events: readonly Event[];
  /** Lines that cannot be read, by their number from 1. One torn by a power cut is the last and is not counted. */
  readonly damaged: readonly number[];
}

const mode = { mode: 0o640 };

/** Reads a journal; empty when there is none. Throws `file`. */
export async function readJournal(path: string): Promise<Journal> {
  const text = await readFile(path, 'utf8').catch((error: unknown) =>
    errorCode(error) === 'ENOENT' ? '' : refuse('read', path, error),
  );
  const lines = text.split('\n');
  // What follows the last line end was never finished: its act had not begun.
  lines.pop();
  const events: Event[] = [];
  const damaged: number[] = [];
  lines.forEach((line, index) => {
    if (line === '') return;
    const event = readEvent(line);
    // Numbered by their place: who appends needs to know of nobody else who does.
    if (event === undefined) damaged.push(index + 1);
    else events.push({ ...event, seq: index + 1 });
  });
  return { events, damaged };
}

function readEvent(line: string): StoredEvent | undefined {
  try {
    const parsed = v.safeParse(EventSchema, JSON.parse(line));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Appends events, all in one write, and flushes them to the disk before it returns. Throws `file` when they cannot be
 * written: then the act that one of them announces must not happen.
 */
export async function appendEvents(
  context: Context,
  path: string,
  added: readonly NewEvent[],
): Promise<void> {
  if (added.length === 0) return;
  const stamp = { at: context.clock.now().toISOString(), by: author(context) };
  const events = added.map((event): StoredEvent => ({ ...event, ...stamp }));
  const lines = events.map((event) => JSON.stringify(event)).join('\n');
  await context.files.appendLine(path, lines, mode);
}

function author(context: Context): StoredEvent['by'] {
  const { user, sudoUser, tty, loggedInFrom: from, hostname: host, pid } = context.env;
  return {
    user,
    host,
    pid,
    ...(sudoUser === undefined ? {} : { sudoUser }),
    ...(tty === undefined ? {} : { tty }),
    ...(from === undefined ? {} : { from }),
  };
}
