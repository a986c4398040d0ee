import { fail } from '../../failures.ts';
import type { OdooConf, OdooOption } from '../../odoo/odoo-conf.ts';
import { parseOdooConf } from '../../odoo/odoo-conf.ts';

/** An odoo.conf as text, each byte as one character, with the path that messages name. */
export interface ConfText {
  readonly path: string;
  readonly text: string;
}

/** What is merged: production's file, this machine's own, and the names of the options that stay its own. */
export interface Merging {
  readonly source: ConfText;
  readonly own: ConfText | undefined;
  readonly keep: readonly string[];
}

/**
 * Production's odoo.conf with this machine's own values, set or not set, for the options that it keeps. Comments and
 * order are production's. Throws `odoo-conf` when one of the two is not understood.
 */
export function mergeOdooConf({ source, own, keep }: Merging): string {
  const theirs = parseOdooConf(source.path, source.text);
  const mine = own === undefined ? undefined : parseOdooConf(own.path, own.text);
  const lines = source.text.split('\n');
  const names = [...new Set(keep.map((name) => name.toLowerCase()))];
  const missing: OdooOption[] = [];
  const present = names.map((name) => theirs.options.get(name)).filter((option) => option !== undefined);
  for (const name of names) {
    const option = mine?.options.get(name);
    if (option !== undefined && !theirs.options.has(name)) missing.push(option);
  }
  const end = lastLineOfOptions(source, theirs);
  const indent = indentOf(lines[end - 1] ?? '');
  lines.splice(end, 0, ...missing.flatMap((option) => write(option, theirs.options.size > 0 ? indent : '')));
  // From the last to the first, so that the numbers of the lines above stay true.
  for (const { name, firstLine, lastLine } of present.sort((a, b) => b.firstLine - a.firstLine)) {
    const option = mine?.options.get(name);
    const written = option === undefined ? [] : write(option, indentOf(lines[firstLine - 1] ?? ''));
    lines.splice(firstLine - 1, lastLine - firstLine + 1, ...written);
  }
  const merged = lines.join('\n');
  checkMerged(parseOdooConf(source.path, merged), { theirs, mine, names });
  return merged;
}

/** The options whose values differ between two files, by name: values may be secrets. */
export function changedOptions(before: ConfText | undefined, after: ConfText): readonly string[] {
  const old = before === undefined ? undefined : parseOdooConf(before.path, before.text);
  const now = parseOdooConf(after.path, after.text);
  const names = new Set([...(old?.options.keys() ?? []), ...now.options.keys()]);
  return [...names].filter((name) => old?.options.get(name)?.value !== now.options.get(name)?.value).sort();
}

function lastLineOfOptions(source: ConfText, conf: OdooConf): number {
  const last = Math.max(0, ...[...conf.options.values()].map((option) => option.lastLine));
  if (last > 0) return last;
  const header = source.text.split('\n').findIndex((line) => line.trim().startsWith('[options]'));
  if (header >= 0) return header + 1;
  fail('odoo-conf', {
    what: `${source.path} has no section [options]`,
    next: 'See that it is the file that Odoo reads there (PRODUCTION_ODOO_CONF).',
  });
}

function write(option: OdooOption, indent: string): readonly string[] {
  // Deeper than its first line, or the following lines would be options of their own.
  return `${option.name} = ${option.value}`
    .split('\n')
    .map((line, index) => `${indent}${index === 0 ? '' : '    '}${line}`);
}

function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** The result says what was meant, whatever the two files looked like. */
function checkMerged(
  merged: OdooConf,
  wanted: {
    readonly theirs: OdooConf;
    readonly mine: OdooConf | undefined;
    readonly names: readonly string[];
  },
): void {
  const { theirs, mine, names } = wanted;
  const all = new Set([...merged.options.keys(), ...theirs.options.keys(), ...names]);
  for (const name of all) {
    const from = names.includes(name) ? mine : theirs;
    if (merged.options.get(name)?.value === from?.options.get(name)?.value) continue;
    fail('odoo-conf', {
      what: `${theirs.path}: ${name} cannot be put together with this machine's own options`,
      next: 'Write its options without indentation, one to a line.',
    });
  }
}
