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
 * Appends an event and flushes it to the disk before it returns. Throws `file` when it cannot be written: then the act
 * that it announces must not happen.
 */
export async function appendEvent(context: Context, path: string, added: NewEvent): Promise<void> {
  const event: StoredEvent = { ...added, at: context.clock.now().toISOString(), by: author(context) };
  await context.files.appendLine(path, JSON.stringify(event), mode);
}

function author(context: Context): StoredEvent['by'] {
  const { user, sudoUser, tty, hostname: host, pid } = context.env;
  return {
    user,
    host,
    pid,
    ...(sudoUser === undefined ? {} : { sudoUser }),
    ...(tty === undefined ? {} : { tty }),
  };
}
