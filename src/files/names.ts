// A name is kept with each byte as one character (latin1), so that names which are not UTF-8 survive unchanged.

const utf8 = new TextDecoder('utf-8', { fatal: true });
// Besides control characters also those that turn or hide text.
const unprintable = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

// Nearly all names are of these characters alone, and there may be a million of them.
const plain = /^[\x20-\x7e]*$/;

/** The path of a name below a folder, as the bytes that system calls want. */
export function pathOf(folder: string, name: string): Buffer {
  return Buffer.from(`${nameOf(folder)}/${name}`, 'latin1');
}

/** The name that a text stands for. */
export function nameOf(text: string): string {
  if (plain.test(text)) return text;
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** A name for people: as UTF-8 where it is, everything unprintable written as \xNN. */
export function showName(name: string): string {
  if (plain.test(name)) return name;
  const escape = (character: string) => {
    const bytes = [...Buffer.from(character, 'utf8')];
    return bytes.map(escapeByte).join('');
  };
  try {
    return utf8.decode(Buffer.from(name, 'latin1')).replace(unprintable, escape);
  } catch {
    return name.replace(/[^\x20-\x7e]/g, (character) => escapeByte(character.charCodeAt(0)));
  }
}

function escapeByte(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}

/** Whether a name stays below its folder: relative, and no part empty, "." or "..". */
export function staysBelow(name: string): boolean {
  return name
    .split('/')
    .every((part) => part !== '' && part !== '.' && part !== '..' && !part.includes('\0'));
}

/** The folders that lead to a name, the outermost first: "a", "a/b" for "a/b/c". */
export function foldersOf(name: string): readonly string[] {
  const parts = name.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
