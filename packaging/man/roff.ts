/**
 * Manual pages as text for man(1). The libraries that make them from Markdown have no terms with descriptions, and lose
 * lines that start with a dot.
 */

/** A part of a page: a heading, a paragraph, a line of an example, a term with what it means. */
export type Part =
  | { readonly heading: string }
  | { readonly subheading: string }
  | { readonly paragraph: string }
  | { readonly code: string }
  | { readonly term: string; readonly means: readonly string[] };

/** A manual page. */
export interface Page {
  readonly name: string;
  readonly section: 5 | 8;
  readonly summary: string;
  readonly version: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly parts: readonly Part[];
}

/** The page as roff. */
export function roff(page: Page): string {
  const { name, section, date, version } = page;
  const title = `.TH ${name.toUpperCase()} ${section} ${date} "ot-redundancy ${version}" "Standby Odoo server"`;
  // Left-aligned, words whole: options and paths can be copied.
  const head = [title, '.ad l', '.nh', '.SH NAME', `${escape(name)} \\- ${escape(page.summary)}`];
  return `${[...head, ...page.parts.flatMap(lines)].join('\n')}\n`;
}

function lines(part: Part): readonly string[] {
  if ('heading' in part) return [`.SH ${escape(part.heading)}`];
  if ('subheading' in part) return [`.SS ${escape(part.subheading)}`];
  if ('paragraph' in part) return ['.PP', textLine(part.paragraph)];
  if ('code' in part) return ['.RS 4', '.nf', textLine(part.code), '.fi', '.RE'];
  const [first = '', ...rest] = part.means;
  return [
    '.TP',
    `\\fB${escape(part.term)}\\fR`,
    textLine(first),
    ...rest.flatMap((text) => ['.br', textLine(text)]),
  ];
}

/** A dot or quote at the start of a line would be a request: a zero-width character goes before it. */
function textLine(text: string): string {
  return /^[.']/.test(text) ? `\\&${escape(text)}` : escape(text);
}

const characters: ReadonlyMap<string, string> = new Map([
  ['\\', '\\e'],
  ['-', '\\-'],
  ["'", '\\(aq'],
  ['`', '\\(ga'],
  ['^', '\\(ha'],
  ['~', '\\(ti'],
  ['…', '...'],
  ['’', '\\(cq'],
  ['→', '\\(->'],
]);

function escape(text: string): string {
  return text.replaceAll(/[\\'`^~…’→-]/gu, (character) => characters.get(character) ?? character);
}
