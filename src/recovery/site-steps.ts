import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { parse } from 'yaml';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { Failure } from '../failures.ts';
import { printable } from '../machines/must.ts';
import { errorCode } from '../files/durable-files.ts';
import type { ChecklistStep } from './checklist.ts';
import { checklist } from './checklist.ts';

const argv = v.tupleWithRest([v.pipe(v.string(), v.minLength(1))], v.string());

const SiteStepSchema = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,40}$/)),
  // It is a line of the checklist.
  title: v.pipe(v.string(), v.regex(/^[^\p{Cc}]+$/u, 'it is not text of one line')),
  text: v.pipe(v.string(), v.minLength(1)),
  /** The step that it follows. */
  after: v.string(),
  command: v.optional(argv),
  check: v.optional(argv),
});

/** A step of the site's own. */
export interface SiteStep extends ChecklistStep {
  readonly after: string;
  /** Runs it; a list of arguments, no shell. */
  readonly command: readonly [string, ...string[]] | undefined;
  /** Exits with 0 when it is done. */
  readonly check: readonly [string, ...string[]] | undefined;
}

/** The whole checklist, and what is wrong with files of the site that could not be used. */
export interface FullChecklist {
  readonly steps: readonly (ChecklistStep | SiteStep)[];
  readonly problems: readonly string[];
}

/** The manual's steps with those of RECOVERY_DIR in their places. A bad file is named and left out. */
export async function readChecklist(context: Context, config: Config): Promise<FullChecklist> {
  const { names, problems } = await fileNames(config.RECOVERY_DIR);
  const read = await Promise.all(names.map((name) => readFileOf(context, join(config.RECOVERY_DIR, name))));
  const placed = placeAll(read.filter((each) => typeof each !== 'string'));
  const wrong = [...problems, ...read.filter((each) => typeof each === 'string'), ...placed.problems];
  // They quote the files.
  return { steps: placed.steps, problems: wrong.map(printable) };
}

async function fileNames(
  folder: string,
): Promise<{ readonly names: readonly string[]; readonly problems: readonly string[] }> {
  try {
    const names = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name));
    return { names: names.sort(), problems: [] };
  } catch (error) {
    const code = errorCode(error) ?? String(error);
    return { names: [], problems: code === 'ENOENT' ? [] : [`${folder} cannot be read (${code})`] };
  }
}

interface ReadStep {
  readonly path: string;
  readonly step: SiteStep;
}

const mostBytes = 64 * 1024;

/** The step of a file, or what is wrong with it. What is no plain file may never come to an end. */
async function readFileOf({ files }: Context, path: string): Promise<ReadStep | string> {
  try {
    const found = await stat(path);
    if (!found.isFile()) return `${path}: not a file`;
    if (found.size > mostBytes) return `${path}: larger than ${mostBytes / 1024} KiB`;
    const step = readSiteStep(path, (await files.readText(path)) ?? '');
    return typeof step === 'string' ? step : { path, step };
  } catch (error) {
    return error instanceof Failure ? error.message : `${path}: ${errorCode(error) ?? String(error)}`;
  }
}

/** Puts each step behind the one that it names, and behind those that were put there before it. */
function placeAll(read: readonly ReadStep[]): FullChecklist {
  const known = new Set(checklist.map(({ id }) => id));
  const problems: string[] = [];
  const own = read.filter(({ path, step: { id } }) => {
    if (known.has(id)) problems.push(`${path}: there is a step "${id}" already`);
    return !known.has(id) && known.add(id);
  });
  const placed = new Set<string>();
  const behind = (id: string): readonly SiteStep[] =>
    own.flatMap(({ step }) => {
      if (step.after !== id) return [];
      placed.add(step.id);
      return [step, ...behind(step.id)];
    });
  const steps = checklist.flatMap((step) => [step, ...behind(step.id)]);
  const lost = own.filter(({ step }) => !placed.has(step.id));
  const why = ({ after }: SiteStep) =>
    known.has(after) ? `"${after}" has no place in the list itself` : `there is no step "${after}"`;
  return { steps, problems: [...problems, ...lost.map(({ path, step }) => `${path}: after: ${why(step)}`)] };
}

function readSiteStep(path: string, text: string): SiteStep | string {
  let data: unknown;
  try {
    data = parse(text);
  } catch (error) {
    return `${path}: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`;
  }
  const parsed = v.safeParse(SiteStepSchema, data);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return `${path}: ${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`;
  }
  const { id, title, text: purpose, after, command, check } = parsed.output;
  return { id, title, purpose, after, command, check, byHand: [], noReturn: false, recommended: false };
}
