/** Where a package can be had from here. */
export interface Available {
  /** The version that apt would choose, when a repository has it. */
  readonly candidate: string | undefined;
  /** Every version that a repository has. */
  readonly versions: readonly string[];
}

/** Reads `apt-cache policy`. Versions stand five characters in, their sources eight or more (apt 2.0 to 3.0). */
export function parsePolicy(text: string): ReadonlyMap<string, Available> {
  const found = new Map<string, Available>();
  for (const block of text.split(/^(?=\S.*:$)/m)) {
    const [head = '', ...lines] = block.split('\n');
    if (head.endsWith(':')) found.set(head.slice(0, -1), readBlock(lines));
  }
  return found;
}

function readBlock(lines: readonly string[]): Available {
  const versions = new Set<string>();
  let version = '';
  for (const line of lines) {
    const [, next] = /^(?: {5}| \*{3} )(\S+) /.exec(line) ?? [];
    if (next !== undefined) version = next;
    else if (/^ {8}/.test(line) && !line.endsWith('/dpkg/status')) versions.add(version);
  }
  const candidate = lines.find((line) => line.startsWith('  Candidate: '))?.slice(13);
  return {
    candidate: candidate !== undefined && versions.has(candidate) ? candidate : undefined,
    versions: [...versions],
  };
}
