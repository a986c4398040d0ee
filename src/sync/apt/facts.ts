import { fail } from '../../failures.ts';
import { isPackageName, isVersion } from './names.ts';

/** A package that is installed. */
export interface Installed {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
}

/** What a machine says of its repositories. */
export interface RepositoryFacts {
  /** Distribution and code name, such as "debian bookworm". */
  readonly release: string;
  /** apt's own files, by path, with their sha256. */
  readonly files: ReadonlyMap<string, string>;
  readonly unreadable: readonly string[];
  readonly links: readonly string[];
}

/** What a machine says of its packages, too. Names of a foreign architecture carry it: `name:i386`. */
export interface AptFacts extends RepositoryFacts {
  readonly architecture: string;
  readonly foreign: readonly string[];
  readonly installed: ReadonlyMap<string, Installed>;
  /** Installed because a person asked for them. */
  readonly manual: readonly string[];
  readonly held: readonly string[];
  /** In no repository that the machine knows: from a single downloaded .deb. */
  readonly single: ReadonlySet<string>;
  /** What stood where a package's name should, and is none. */
  readonly strange: readonly string[];
}

/** The code name of a release, such as "bookworm"; empty when the machine does not tell. */
export function codenameOf(facts: RepositoryFacts): string {
  return facts.release.split(' ')[1] ?? '';
}

/** Reads the gate's answer to `apt`. Throws `answer` when it does not name the architecture. */
export function parseAptFacts(text: string): AptFacts {
  const all = linesByWord(text);
  const architecture = all('arch')[0] ?? '';
  if (!/^[a-z0-9-]+$/.test(architecture)) {
    fail('answer', { what: 'the list of packages is not understood', next: 'See that dpkg works there.' });
  }
  const manual = all('manual');
  return {
    ...repositoriesOf(all),
    architecture,
    foreign: all('foreign'),
    installed: readInstalled(all('package'), architecture),
    manual: manual.filter(isPackageName),
    held: all('held').filter(isPackageName),
    single: new Set(all('single')),
    strange: manual.filter((name) => !isPackageName(name)),
  };
}

/** Reads the gate's answer to `repositories`. */
export function parseRepositoryFacts(text: string): RepositoryFacts {
  return repositoriesOf(linesByWord(text));
}

type Lines = (word: string) => readonly string[];

function linesByWord(text: string): Lines {
  const lines = text.split('\n');
  return (word) =>
    lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
}

function repositoriesOf(all: Lines): RepositoryFacts {
  return {
    release: all('release')[0] ?? '',
    files: readFiles(all('file')),
    unreadable: all('unreadable'),
    links: all('link'),
  };
}

/** Packages of lines "name version architecture status"; only those that are wholly installed. */
export function readInstalled(lines: readonly string[], native: string): ReadonlyMap<string, Installed> {
  const installed = new Map<string, Installed>();
  for (const line of lines) {
    const [plain = '', version = '', architecture = '', status = ''] = line.split(' ');
    // Triggers that still run belong to other packages: the package itself is there.
    if (!/^(installed|triggers-(awaited|pending))$/.test(status)) continue;
    const name = architecture === native || architecture === 'all' ? plain : `${plain}:${architecture}`;
    if (isPackageName(name) && isVersion(version)) installed.set(name, { name, version, architecture });
  }
  return installed;
}

/** Lines of sha256sum. It marks names that need escaping by a leading backslash: those are none of apt's. */
function readFiles(lines: readonly string[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const line of lines) {
    const [, sum, path] = /^([0-9a-f]{64}) [ *](\/.+)$/.exec(line) ?? [];
    if (sum !== undefined && path !== undefined) files.set(path, sum);
  }
  return files;
}
