import { dirname, isAbsolute, join } from 'node:path';
import { fail } from '../../failures.ts';
import type { Context } from '../../context.ts';
import { normalizeName } from './names.ts';

/** A line that names a module. */
export interface Entry {
  readonly name: string;
  /** The version it is held to; undefined when it allows several. */
  readonly version: string | undefined;
  /** The whole line, with hashes and markers. */
  readonly line: string;
}

/** What the site's requirements say. Source: pip, "Requirements File Format". */
export interface Requirements {
  /** Options for the whole installation: indexes, constraints and so on. */
  readonly options: readonly string[];
  readonly entries: readonly Entry[];
  /** Whether everything must have a known hash. */
  readonly hashed: boolean;
}

const deepest = 10;

/** Reads a requirements file and those it includes. Throws `config-value` when one is not there. */
export async function readRequirements(context: Context, path: string, depth = 0): Promise<Requirements> {
  const text = await context.files.readText(path);
  if (text === undefined || depth > deepest) {
    const what = `PIP_REQUIREMENTS: ${depth > deepest ? 'files include each other' : `there is no ${path}`}`;
    fail('config-value', { what, next: 'Correct PIP_REQUIREMENTS, or the file.' });
  }
  const read: Requirements[] = [];
  for (const line of logicalLines(text)) {
    const included = /^(?:-r|--requirement)[ =]*(\S+)$/.exec(line)?.[1];
    if (included === undefined) read.push(readLine(line, dirname(path)));
    else read.push(await readRequirements(context, below(dirname(path), included), depth + 1));
  }
  return {
    options: read.flatMap(({ options }) => options),
    entries: read.flatMap(({ entries }) => entries),
    hashed: read.some(({ hashed }) => hashed),
  };
}

/** Lines with continuations joined, without comments. */
function logicalLines(text: string): readonly string[] {
  const lines = text.replace(/\r/g, '').replace(/\\\n/g, ' ').split('\n');
  return lines.map((line) => line.replace(/(^|\s)#.*$/, '').trim()).filter((line) => line !== '');
}

function readLine(line: string, folder: string): Requirements {
  const none = { options: [], entries: [], hashed: false };
  if (line === '--require-hashes') return { ...none, hashed: true };
  // A checkout has no version that could be held against production's.
  if (/^(-e|--editable)\b/.test(line)) return none;
  if (line.startsWith('-')) return { ...none, options: [absoluteOption(line, folder)] };
  const named = /^([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*(?:===?\s*([^\s;,*]+)(?=\s|;|$))?/.exec(
    line,
  );
  const [, name, version] = named ?? [];
  if (name === undefined || line.includes('://')) return none;
  return {
    ...none,
    entries: [{ name: normalizeName(name), version, line }],
    hashed: line.includes('--hash'),
  };
}

/** A path in an option is meant from the folder of its file. */
function absoluteOption(line: string, folder: string): string {
  const [, option, place] = /^(-c|--constraint|-f|--find-links)[ =]*(\S+)$/.exec(line) ?? [];
  if (option === undefined || place === undefined || place.includes('://')) return line;
  return `${option} ${below(folder, place)}`;
}

function below(folder: string, path: string): string {
  return isAbsolute(path) ? path : join(folder, path);
}
