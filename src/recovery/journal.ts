import { open, readFile } from 'node:fs/promises';
import * as v from 'valibot';
import type { Context } from '../context.ts';
import { errorCode } from '../files/durable-files.ts';
import type { Event, NewEvent } from './events.ts';
import { EventSchema } from './events.ts';

/** What a journal holds. */
export interface Journal {
  readonly events: readonly Event[];
  /** Lines that cannot be read, by their number from 1. One torn by a power cut is the last and is not counted. */
  readonly damaged: readonly number[];
}

const mode = 0o640;

/** Reads a journal; empty when there is none. */
export async function readJournal(path: string): Promise<Journal> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  });
  const lines = text.split('\n');
  // What follows the last line end was never finished: its act had not begun.
  lines.pop();
  const events: Event[] = [];
  const damaged: number[] = [];
  lines.forEach((line, index) => {
    if (line === '') return;
    const event = readEvent(line);
    if (event === undefined) damaged.push(index + 1);
    else events.push(event);
  });
  return { events, damaged };
}

function readEvent(line: string): Event | undefined {
  try {
    const parsed = v.safeParse(EventSchema, JSON.parse(line));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Appends an event and flushes it to the disk before it returns. The caller holds the incident's lock. Throws when it
 * cannot be written: then the act that it announces must not happen.
 */
export async function appendEvent(context: Context, path: string, added: NewEvent): Promise<Event> {
  const { events } = await readJournal(path);
  const seq = (events.at(-1)?.seq ?? 0) + 1;
  const event: Event = { ...added, seq, at: context.clock.now().toISOString(), by: author(context) };
  const handle = await open(path, 'a+', mode);
  try {
    const torn = await endsTorn(handle);
    await handle.writeFile(`${torn ? '\n' : ''}${JSON.stringify(event)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return event;
}

async function endsTorn(handle: Awaited<ReturnType<typeof open>>): Promise<boolean> {
  const { size } = await handle.stat();
  if (size === 0) return false;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer.toString() !== '\n';
}

function author(context: Context): Event['by'] {
  const { user, sudoUser, tty, hostname: host, pid } = context.env;
  return {
    user,
    host,
    pid,
    ...(sudoUser === undefined ? {} : { sudoUser }),
    ...(tty === undefined ? {} : { tty }),
  };
}
