import type { Config } from '../../config/keys.ts';
import { releaseOf } from './release-names.ts';
import { parseSources } from './source-entries.ts';

/** The content of files, by absolute path. */
export type Contents = ReadonlyMap<string, Buffer>;

// Names that apt reads, or may be told to read; apt.conf and auth.conf, with their folders, are not among them.
const tracked = [
  /^sources\.list$/,
  /^sources\.list\.d\/[A-Za-z0-9_.-]+\.(list|sources)$/,
  /^preferences$/,
  /^preferences\.d\/[A-Za-z0-9_-]+(\.pref)?$/,
  /^trusted\.gpg$/,
  /^trusted\.gpg\.d\/[A-Za-z0-9_.-]+\.(gpg|asc)$/,
  /^keyrings\/[A-Za-z0-9_][A-Za-z0-9_.-]*$/,
] as const;

// What "pro attach" writes on Ubuntu: each machine has a subscription of its own, and without one they cannot be read.
const subscription = /^(sources\.list|preferences)\.d\/ubuntu-(esm|pro)-/;

/** Whether a path is one of apt's files that are kept in step. */
export function isTracked(config: Config, path: string): boolean {
  const folder = `${config.APT_DIR}/`;
  if (!path.startsWith(folder)) return false;
  const name = path.slice(folder.length);
  return tracked.some((pattern) => pattern.test(name)) && !subscription.test(name);
}

/** Whether a path is a key of the second folder of keys. */
export function isOuterKey(config: Config, path: string): boolean {
  const folder = `${config.APT_KEYRING_DIR}/`;
  return path.startsWith(folder) && /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(path.slice(folder.length));
}

/** Whether a path is a file of sources. */
export function isSources(path: string): boolean {
  return /\/sources\.list$|\/sources\.list\.d\/[^/]+$/.test(path);
}

/** A suite of a file that belongs to another release; undefined when all belong to this one or to none. */
export function otherRelease(path: string, content: Buffer, codename: string): string | undefined {
  if (!isSources(path)) return undefined;
  const suites = parseSources(path, content.toString('latin1')).flatMap((entry) => entry.suites);
  return suites.find((suite) => (releaseOf(suite) ?? codename) !== codename);
}

/** The key files that sources name. */
export function namedKeys(contents: Contents): ReadonlySet<string> {
  const entries = [...contents].flatMap(([path, content]) =>
    isSources(path) ? parseSources(path, content.toString('latin1')) : [],
  );
  return new Set(entries.flatMap((entry) => entry.keyFiles));
}

/** Whether any source is left in these files. */
export function hasSources(contents: Contents): boolean {
  return [...contents].some(([path, content]) => {
    return isSources(path) && parseSources(path, content.toString('latin1')).length > 0;
  });
}
