import { wrapText } from '../wrap-text.ts';
import type { KeyGroup, KeyName } from './keys.ts';
import { isKeyName, keyGroups, keyNames, keys } from './keys.ts';
import type { Assignment } from './shell-syntax.ts';
import { parseShellFile, quoteForShell } from './shell-syntax.ts';

/** New texts of values, by their keys. */
export type Changes = ReadonlyMap<KeyName, string>;

const columns = 79;

/**
 * The content of a configuration file with some keys set anew. All other lines stay as they are, byte for byte; a line
 * that is changed keeps its "export" and its comment; a key that was not set stands behind those of its group.
 */
export function editConfig(content: Buffer, changes: Changes): Buffer {
  // As latin1 each byte is one character: what is not UTF-8 in a comment survives.
  const text = content.toString('latin1');
  const lines = text === '' ? [] : text.split('\n');
  const ending = lines[0]?.endsWith('\r') === true ? '\r' : '';
  const places = placesOf(parseShellFile(text).assignments);
  for (const [name, value] of changes) {
    const place = places.get(name);
    if (place === undefined || place.value === asBytes(value)) continue;
    lines[place.line - 1] = changedLine(lines[place.line - 1] ?? '', place, value);
  }
  const added = keyNames.filter((name) => changes.has(name) && !places.has(name));
  const blocks = added.map((name) => ({ name, lines: newLines(name, changes.get(name) ?? '') }));
  return Buffer.from(insert({ lines, ending, places }, blocks).join('\n'), 'latin1');
}

/** What a new configuration file starts with. */
export const emptyConfig = Buffer.from(
  '# Configuration of ot-redundancy. ot-configure writes it; "ot-configure --explain" tells what each key means.\n',
);

type Places = ReadonlyMap<KeyName, Assignment>;
type Block = { readonly name: KeyName; readonly lines: readonly string[] };
type Target = { readonly lines: string[]; readonly ending: string; readonly places: Places };

function placesOf(assignments: readonly Assignment[]): Places {
  const places = new Map<KeyName, Assignment>();
  for (const assignment of assignments) {
    if (isKeyName(assignment.name)) places.set(assignment.name, assignment);
  }
  return places;
}

function changedLine(line: string, place: Assignment, value: string): string {
  const before = line.slice(0, line.indexOf('=') + 1);
  const carriage = line.endsWith('\r') ? '\r' : '';
  return `${before}${asBytes(quoteForShell(value))}${place.rest}${carriage}`;
}

function newLines(name: KeyName, value: string): readonly string[] {
  const about = wrapText(keys[name].about, { columns, indent: '# ' });
  return [...about.map(asBytes), `${name}=${asBytes(quoteForShell(value))}`];
}

/** Puts each new key behind the last one of its group, or in a group of its own at the end. */
function insert({ lines, ending, places }: Target, blocks: readonly Block[]): readonly string[] {
  const behind = new Map<number, string[]>();
  const atEnd = new Map<KeyGroup, string[]>();
  for (const block of blocks) {
    const { group } = keys[block.name];
    const line = lastOfGroup(places, group);
    const texts =
      line === undefined ? (atEnd.get(group) ?? ['', `# ${keyGroups[group]}`]) : (behind.get(line) ?? []);
    texts.push(...block.lines);
    if (line === undefined) atEnd.set(group, texts);
    else behind.set(line, texts);
  }
  const end = (texts: readonly string[]) => texts.map((text) => text + ending);
  const result = lines.flatMap((line, index) => {
    const texts = behind.get(index + 1);
    // Behind a last line without an ending, that line gets one and the new last line has none.
    if (texts === undefined) return [line];
    return index === lines.length - 1 ? [line + ending, ...finish(texts, ending)] : [line, ...end(texts)];
  });
  const appended = [...atEnd.values()].flat();
  if (appended.length === 0) return result;
  const last = result.pop();
  const whole = last === undefined || last === '' ? result : [...result, last + ending];
  const block = whole.length === 0 ? appended.slice(1) : appended;
  return [...whole, ...end(block), ''];
}

function finish(texts: readonly string[], ending: string): readonly string[] {
  return texts.map((text, index) => (index === texts.length - 1 ? text : text + ending));
}

function lastOfGroup(places: Places, group: KeyGroup): number | undefined {
  const numbers = [...places].filter(([name]) => keys[name].group === group).map(([, { line }]) => line);
  return numbers.length === 0 ? undefined : Math.max(...numbers);
}

function asBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
