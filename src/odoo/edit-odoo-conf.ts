import { parseOdooConf } from './odoo-conf.ts';

/** An option to be set in the text of an odoo.conf; an undefined value takes it away. */
export interface OptionEdit {
  readonly path: string;
  readonly name: string;
  readonly value: string | undefined;
}

/** The text with one option changed; all other lines stay as they are. Throws `odoo-conf` when it does not parse. */
export function editOdooConf(text: string, { path, name, value }: OptionEdit): string {
  const present = parseOdooConf(path, text).options.get(name);
  const lines = text.split('\n');
  const added = value === undefined ? [] : [`${name} = ${value}`];
  if (present !== undefined) {
    lines.splice(present.firstLine - 1, present.lastLine - present.firstLine + 1, ...added);
    return lines.join('\n');
  }
  const header = lines.findIndex((line) => /^\[options\]/.test(line.trim()));
  lines.splice(header + 1, 0, ...added);
  return lines.join('\n');
}
