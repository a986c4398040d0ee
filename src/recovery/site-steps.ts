import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { parse } from 'yaml';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import type { ChecklistStep } from './checklist.ts';
import { checklist } from './checklist.ts';

const argv = v.tupleWithRest([v.pipe(v.string(), v.minLength(1))], v.string());

const SiteStepSchema = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,40}$/)),
  title: v.pipe(v.string(), v.minLength(1)),
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
  const names = (await readdir(config.RECOVERY_DIR).catch((): string[] => [])).filter((name) =>
    /\.ya?ml$/.test(name),
  );
  const steps: (ChecklistStep | SiteStep)[] = [...checklist];
  const problems: string[] = [];
  for (const name of names.sort()) {
    const path = join(config.RECOVERY_DIR, name);
    const read = readSiteStep(path, (await context.files.readText(path)) ?? '');
    if (typeof read === 'string') problems.push(read);
    else place(steps, problems, { path, step: read });
  }
  return { steps, problems };
}

function place(
  steps: (ChecklistStep | SiteStep)[],
  problems: string[],
  { path, step }: { readonly path: string; readonly step: SiteStep },
): void {
  const before = steps.findIndex(({ id }) => id === step.after);
  if (steps.some(({ id }) => id === step.id)) problems.push(`${path}: there is a step "${step.id}" already`);
  else if (before < 0) problems.push(`${path}: after: there is no step "${step.after}"`);
  else steps.splice(before + 1, 0, step);
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
