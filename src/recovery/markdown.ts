import type { Writer } from './event-text.ts';
import { plain } from './event-text.ts';

/** For Markdown: nothing is taken for HTML, a link, code or a heading. */
export const markdown: Writer = {
  inline: (text) =>
    plain
      .inline(text)
      .replace(/(\\*)([<`])/g, '$1$1\\$2')
      .replaceAll('](', ']\\('),
  indented: (text) =>
    text
      .trim()
      .split(/\r?\n/)
      .map((line) => markdown.inline(line).replace(/^[#>=+*~|-]/, '\\$&'))
      .join('\n  '),
};
