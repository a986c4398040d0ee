/** A kind of configuration value: how its text is read, and what is expected of it. */
export interface Kind<T> {
  /** Completes "expected …" in messages and explanations. */
  readonly expected: string;
  /** All texts that it takes, where they are few. */
  readonly words?: readonly string[];
  /** The value, or undefined when the text is not of this kind. */
  read(text: string): T | undefined;
}

/** One of a few words. */
export function choice<const W extends string>(...words: readonly [W, ...W[]]): Kind<W> {
  return {
    expected: words.map((word) => `"${word}"`).join(' or '),
    words,
    read: (text) => words.find((word) => word === text),
  };
}

/** A whole number within limits, both included. */
export function integer(least: number, most: number): Kind<number> {
  return {
    expected: `a whole number from ${least} to ${most}`,
    read(text) {
      if (!/^\d{1,15}$/.test(text)) return undefined;
      const value = Number(text);
      return value >= least && value <= most ? value : undefined;
    },
  };
}

function matching(expected: string, pattern: RegExp): Kind<string> {
  return { expected, read: (text) => (pattern.test(text) ? text : undefined) };
}

/** The same, or nothing. */
export function orEmpty(kind: Kind<string>): Kind<string> {
  return {
    expected: `${kind.expected}, or nothing`,
    read: (text) => (text === '' ? '' : kind.read(text)),
  };
}

/** Words separated by blanks, each of one kind. */
export function words(kind: Kind<string>): Kind<readonly string[]> {
  return {
    expected: `${kind.expected}; several are separated by blanks`,
    read(text) {
      const parts = text.split(/[ \t]+/).filter((part) => part !== '');
      return parts.every((part) => kind.read(part) !== undefined) ? parts : undefined;
    },
  };
}

/** A host name or address: starts with a letter or digit, so that ssh can never take it for an option. */
export const host = matching(
  'a host name or address',
  /^(?=.{1,253}$)([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*)$/,
);

/** The name of a user or group of the system. */
export const account = matching('the name of a user or group', /^[a-z_][a-z0-9_.-]{0,31}$/i);

/** An absolute path without characters that a shell would read as anything but themselves. */
export const path = matching(
  'an absolute path of letters, digits and . _ @ + , : = - /',
  /^\/(?!(?:.*\/)?\.\.?(?:\/|$))[\p{L}\p{N}._@+,:=/-]*$/u,
);

/** A pattern for names, with * and ?. */
export const namePattern = matching(
  'a name, where * stands for any characters and ? for one',
  /^[A-Za-z0-9*?_.+~:][A-Za-z0-9*?_.+~:-]*$/,
);

/** A name such as a service, a cluster or a key. */
export const plainName = matching('a name', /^[A-Za-z0-9_][A-Za-z0-9_.@/:-]*$/);

/** An http or https address. */
export const webAddress = matching(
  'an address that starts with http:// or https://',
  /^https?:\/\/[^\s"'`$\\]+$/,
);
