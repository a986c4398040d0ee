import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import { errorCode } from '../files/durable-files.ts';
import type { FileMode } from '../files/files.ts';
import type { Changes } from './edit.ts';
import { editConfig, emptyConfig } from './edit.ts';
import type { LoadedConfig } from './load.ts';
import { interpretConfig, readValue } from './load.ts';
import { parseShellFile } from './shell-syntax.ts';

/** A configuration file as it is and as it would be: nothing is written yet. */
export interface ConfigEdit {
  readonly path: string;
  /** Undefined when there is no file yet. */
  readonly before: string | undefined;
  readonly after: string;
  /** What the edited file says. */
  readonly loaded: LoadedConfig;
  /** Whether anything changes. */
  readonly changed: boolean;
  /** Writes it: atomically, never readable for everybody, owner and group kept. Throws `file`. */
  write(context: Context): Promise<void>;
}

const mostBits = 0o640;

/**
 * Prepares an edit. Throws, naming line and key, when a new value is not usable, when the present file does not parse,
 * or when the edited one still has a value that is not usable: then nothing can be written.
 */
export async function planConfigEdit(path: string, changes: Changes): Promise<ConfigEdit> {
  for (const [name, text] of changes) readValue(name, text);
  const present = await readPresent(path);
  const content = present?.content ?? emptyConfig;
  if (present !== undefined) requireSyntax(path, content);
  const edited = editConfig(content, changes);
  const loaded = interpretConfig(path, parseShellFile(edited.toString('utf8')));
  requireEffect(loaded, changes);
  return {
    path,
    before: present?.content.toString('utf8'),
    after: edited.toString('utf8'),
    loaded,
    changed: present === undefined || !edited.equals(content),
    async write(context) {
      const target = present?.realPath ?? path;
      await requireUntouched(target, present?.content);
      await context.files.writeAtomically(target, edited, present?.mode ?? { mode: mostBits });
    },
  };
}

/** Sets keys in a configuration file, all or none of them. Throws as `planConfigEdit` does. */
export async function setConfig(context: Context, path: string, changes: Changes): Promise<ConfigEdit> {
  const edit = await planConfigEdit(path, changes);
  if (edit.changed) await edit.write(context);
  return edit;
}

type Present = { readonly content: Buffer; readonly realPath: string; readonly mode: FileMode };

async function readPresent(path: string): Promise<Present | undefined> {
  try {
    // Behind a link, the file itself is replaced, not the link.
    const realPath = await realpath(path);
    const [content, { mode, uid, gid }] = await Promise.all([readFile(realPath), stat(realPath)]);
    return { content, realPath, mode: { mode: mode & mostBits, uid, gid } };
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' && (await folderExists(path))) return undefined;
    const what = `${path} cannot be read (${code ?? String(error)})`;
    const next = code === 'EACCES' ? 'Run this as root (sudo).' : 'Look at the path and its permissions.';
    return fail('config-missing', { what, next, cause: error });
  }
}

async function folderExists(path: string): Promise<boolean> {
  const found = await stat(dirname(path)).catch(() => undefined);
  return found?.isDirectory() === true;
}

/** Of a file that is not understood, nobody knows what an edit would do. */
function requireSyntax(path: string, content: Buffer): void {
  const [problem] = parseShellFile(content.toString('utf8')).problems;
  if (problem === undefined) return;
  fail('config-syntax', {
    what: `${path}, line ${problem.line}: ${problem.what}; nothing was written`,
    next: 'Correct the line with an editor, then run this again.',
  });
}

/** Proof that the file now says what was asked for. */
function requireEffect(loaded: LoadedConfig, changes: Changes): void {
  const differs = [...changes].find(([name, text]) => {
    const wanted = readValue(name, text);
    return JSON.stringify(loaded.values[name]) !== JSON.stringify(wanted);
  });
  if (differs === undefined) return;
  const what = `${differs[0]} would not get the value "${differs[1]}"; nothing was written`;
  fail('config-value', { what, next: 'Set it with an editor.' });
}

async function requireUntouched(path: string, expected: Buffer | undefined): Promise<void> {
  const now = await readFile(path).catch(() => undefined);
  const same = now === undefined ? expected === undefined : expected !== undefined && now.equals(expected);
  if (same) return;
  const next = 'Run the command again.';
  fail('file', { what: `${path} was changed by someone else in the meantime; nothing was written`, next });
}
