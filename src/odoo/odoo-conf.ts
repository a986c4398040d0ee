import type { Context } from '../context.ts';
import { fail } from '../failures.ts';

/** An option of odoo.conf and the lines it stands on, counted from 1, both included. */
export interface OdooOption {
  readonly name: string;
  readonly value: string;
  readonly firstLine: number;
  readonly lastLine: number;
}

/** What an odoo.conf says in its section [options]. */
export interface OdooConf {
  readonly path: string;
  readonly options: ReadonlyMap<string, OdooOption>;
}

interface OpenOption {
  readonly name: string;
  readonly parts: string[];
  readonly indent: number;
  readonly firstLine: number;
  lastLine: number;
}

const section = 'options';

/**
 * Reads an odoo.conf as Odoo does: by the rules of Python's configparser (names in lower case, "=" or ":", lines that
 * are indented deeper go on, comments only on lines of their own). Throws `odoo-conf`, naming path and line.
 */
export function parseOdooConf(path: string, text: string): OdooConf {
  const options = new Map<string, OdooOption>();
  let current = '';
  let open: OpenOption | undefined;
  const close = () => {
    if (open !== undefined && current === section) keep(path, options, open);
    open = undefined;
  };
  text.split(/\r?\n/).forEach((content, index) => {
    const line = index + 1;
    const trimmed = content.trim();
    if (trimmed === '' || /^[#;]/.test(trimmed)) return;
    const indent = content.search(/\S/);
    if (open !== undefined && indent > open.indent) {
      open.parts.push(trimmed);
      open.lastLine = line;
      return;
    }
    close();
    const header = /^\[([^\]]+)\]/.exec(trimmed)?.[1];
    if (header === undefined) open = openOption(path, current, { line, trimmed, indent });
    else current = header;
  });
  close();
  return { path, options };
}

function openOption(
  path: string,
  current: string,
  { line, trimmed, indent }: { readonly line: number; readonly trimmed: string; readonly indent: number },
): OpenOption {
  const [, name, value] = /^([^=:]*?)\s*[=:]\s*(.*)$/.exec(trimmed) ?? [];
  if (current === '' || name === undefined || name === '' || value === undefined) {
    const expected = current === '' ? '[options]' : 'name = value';
    fail('odoo-conf', {
      what: `${path}, line ${line}: expected ${expected}`,
      next: 'Correct the line; Odoo does not read it either.',
    });
  }
  return { name: name.toLowerCase(), parts: [value], indent, firstLine: line, lastLine: line };
}

function keep(path: string, options: Map<string, OdooOption>, open: OpenOption): void {
  const { name, parts, firstLine, lastLine } = open;
  const earlier = options.get(name);
  if (earlier !== undefined) {
    fail('odoo-conf', {
      what: `${path}, line ${firstLine}: ${name} is set a second time (first in line ${earlier.firstLine})`,
      next: 'Remove one of the two; Odoo does not start with both.',
    });
  }
  options.set(name, { name, value: parts.join('\n').trim(), firstLine, lastLine });
}

/** Reads the odoo.conf of this machine. Throws `odoo-conf` when there is none or it is not understood. */
export async function readOdooConf(context: Context, path: string): Promise<OdooConf> {
  const text = await context.files.readText(path);
  if (text !== undefined) return parseOdooConf(path, text);
  fail('odoo-conf', {
    what: `${path} does not exist`,
    next: 'Name the file in ODOO_CONF, or set DATA_DIR and leave it.',
  });
}

/** The value of an option, or undefined when it is not set: Odoo writes False or None for that. */
export function odooOption(conf: OdooConf, name: string): string | undefined {
  const value = conf.options.get(name)?.value;
  return value === undefined || /^(false|none|)$/i.test(value) ? undefined : value;
}

/** The folders of addons_path, in order. */
export function addonsPath(conf: OdooConf): readonly string[] {
  const list = odooOption(conf, 'addons_path') ?? '';
  return list
    .split(',')
    .map((folder) => folder.trim())
    .filter((folder) => folder !== '');
}
