/** A line of a configuration file that sets a key. */
export interface Assignment {
  readonly line: number;
  readonly name: string;
  readonly value: string;
  /** What follows the value: blanks, a comment. */
  readonly rest: string;
}

/** A line that is neither blank, comment nor assignment. */
export interface SyntaxProblem {
  readonly line: number;
  readonly what: string;
}

/** What a configuration file says. Nothing in it is ever executed. */
export interface ParsedFile {
  readonly assignments: readonly Assignment[];
  readonly problems: readonly SyntaxProblem[];
}

// A shell takes only these two for blanks; whatever else looks blank would be part of the value.
const assignment = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s;

/** What some editors put first, read as UTF-8 or byte by byte. A shell would take it for a part of the name. */
const byteOrderMark = /^(\ufeff|\u00ef\u00bb\u00bf)/;

/** Reads the part of shell syntax that only assigns constant words: KEY=word, KEY='words', KEY="words". */
export function parseShellFile(text: string): ParsedFile {
  const assignments: Assignment[] = [];
  const problems: SyntaxProblem[] = [];
  text.split('\n').forEach((whole, index) => {
    const content = whole.replace(/\r$/, '');
    const line = index + 1;
    if (/^[ \t]*(#.*)?$/s.test(content)) return;
    if (index === 0 && byteOrderMark.test(content)) {
      problems.push({ line, what: 'expected no byte-order mark (BOM): save the file as UTF-8 without one' });
      return;
    }
    const [, name, rest] = assignment.exec(content) ?? [];
    if (name === undefined || rest === undefined) {
      problems.push({ line, what: 'expected KEY="value", without blanks around "="' });
      return;
    }
    const word = readWord(rest);
    if ('problem' in word) problems.push({ line, what: `${name}: ${word.problem}` });
    else assignments.push({ line, name, ...word });
  });
  return { assignments, problems };
}

type Word = { readonly value: string; readonly rest: string } | { readonly problem: string };

/** Reads one shell word, which a comment may follow. */
function readWord(text: string): Word {
  let rest = text;
  let value = '';
  while (rest !== '' && !/^[ \t]/.test(rest)) {
    const piece = readPiece(rest);
    if ('problem' in piece) return piece;
    value += piece.value;
    rest = rest.slice(piece.length);
  }
  if (/^[ \t]*$/.test(rest) || /^[ \t]+#/.test(rest)) return { value, rest };
  return { problem: 'expected one value; put several words in quotes' };
}

type Piece = { readonly value: string; readonly length: number } | { readonly problem: string };

const dynamic = 'expected a constant; "$" and backquotes are not run here (put them in single quotes)';

function readPiece(text: string): Piece {
  if (text.startsWith("'")) {
    const end = text.indexOf("'", 1);
    if (end < 0) return { problem: "expected a closing ' on the same line" };
    return { value: text.slice(1, end), length: end + 1 };
  }
  if (text.startsWith('"')) return readDoubleQuoted(text);
  if (text.startsWith('\\') && text.length > 1) return { value: text.slice(1, 2), length: 2 };
  if (/^[$`]/.test(text)) return { problem: dynamic };
  if (/^[;&|<>()\\]/.test(text)) return { problem: `expected no "${text.slice(0, 1)}" outside quotes` };
  return { value: text.slice(0, 1), length: 1 };
}

function readDoubleQuoted(text: string): Piece {
  let value = '';
  for (let at = 1; at < text.length; at += 1) {
    const here = text.charAt(at);
    if (here === '"') return { value, length: at + 1 };
    if (here === '$' || here === '`') return { problem: dynamic };
    if (here === '\\' && /["\\$`]/.test(text.charAt(at + 1))) at += 1;
    value += text.charAt(at);
  }
  return { problem: 'expected a closing " on the same line' };
}

/** A value as it is written into a file: always in double quotes, so that a shell reads it back the same. */
export function quoteForShell(value: string): string {
  return `"${value.replace(/["\\$`]/g, '\\$&')}"`;
}
