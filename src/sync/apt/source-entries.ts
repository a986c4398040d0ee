/** What an apt source says of where packages come from and which keys they are signed with. */
export interface SourceEntry {
  readonly suites: readonly string[];
  /** Paths of key files; fingerprints and keys written out are not among them. */
  readonly keyFiles: readonly string[];
}

/** Reads a file of sources: one-line style, or deb822 in files that end with ".sources". Source: sources.list(5). */
export function parseSources(path: string, text: string): readonly SourceEntry[] {
  return path.endsWith('.sources') ? parseStanzas(text) : text.split('\n').flatMap(parseLine);
}

function parseLine(line: string): readonly SourceEntry[] {
  const matched = /^\s*deb(?:-src)?\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)/.exec(line.replace(/#.*/, ''));
  if (matched === null) return [];
  const [, options = '', , suite = ''] = matched;
  const signedBy = /(?:^|\s)signed-by=(\S+)/i.exec(options)?.[1] ?? '';
  return [{ suites: [suite], keyFiles: keyFiles(signedBy) }];
}

function parseStanzas(text: string): readonly SourceEntry[] {
  const lines = text.split('\n').filter((line) => !line.startsWith('#'));
  const stanzas = lines.join('\n').split(/\n\s*\n/);
  return stanzas.flatMap((stanza) => {
    const field = (name: string) =>
      new RegExp(`^${name}:((?:.*)(?:\\n[ \\t].*)*)`, 'im').exec(stanza)?.[1]?.trim() ?? '';
    const off = /^(no|false|without|off|disable)$/i.test(field('Enabled'));
    if (off || field('Types') === '') return [];
    return [{ suites: field('Suites').split(/\s+/), keyFiles: keyFiles(field('Signed-By')) }];
  });
}

function keyFiles(signedBy: string): readonly string[] {
  return signedBy.split(/[\s,]+/).filter((word) => word.startsWith('/'));
}
