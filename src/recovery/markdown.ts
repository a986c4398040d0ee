import { printable } from '../machines/must.ts';

/**
 * Text of people and of other machines as part of a line of Markdown: nothing in it reaches the terminal as a control
 * sequence, and nothing is taken for HTML, a link or code.
 */
export function inline(text: string): string {
  return printable(text.trim().replace(/\s*\r?\n\s*/g, ' '))
    .replace(/(\\*)([<`])/g, '$1$1\\$2')
    .replaceAll('](', ']\\(');
}

/** The same text over several lines, those behind the first indented so that they stay within their entry, and no headings. */
export function indented(text: string): string {
  const lines = text.trim().split(/\r?\n/).map(inline);
  return lines.map((line) => line.replace(/^[#>=+*~|-]/, '\\$&')).join('\n  ');
}
