import { dirname } from 'node:path';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import { printable } from '../machines/must.ts';

/**
 * Appends a line to the summary log, in the original suite's format: `YYYY-MM-DD HH:mm:ss :  NAME`, local time.
 * Written for verified successes only.
 */
export async function writeSummary(context: Context, config: Config, name: string): Promise<void> {
  await context.files.makeFolder(dirname(config.SUMMARYFILE), { mode: 0o755 });
  await context.files.appendLine(config.SUMMARYFILE, summaryLine(context, name), { mode: 0o640 });
}

/** The line of the summary log for something that succeeds now. */
export function summaryLine(context: Context, name: string): string {
  return `${localTime(context.clock.now())} :  ${name}`;
}

/** A name that makes exactly one honest line of the summary log. Throws `usage`. */
export function readSummaryName(text: string): string {
  const name = text.trim();
  if (name !== '' && name.length <= 200 && printable(name) === name) return name;
  const next = 'Give printable text of one line, at most 200 characters.';
  return fail('usage', { what: `"${printable(text)}" is no name for the summary log`, next });
}

/** `YYYY-MM-DD HH:mm:ss` in the machine's time zone. */
export function localTime(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
