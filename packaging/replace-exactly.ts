/** Text to be replaced in code that others may change, which must stand in it exactly so many times. */
export interface Replacement {
  readonly text: string;
  readonly by: string;
  readonly times: number;
}

/** The code of a file with such a text replaced. Throws when it is not there, or more often or less. */
export function replaceExactly(code: string, path: string, { text, by, times }: Replacement): string {
  const parts = code.split(text);
  if (parts.length !== times + 1) throw new Error(`${path} must have "${text}" exactly ${times} times`);
  return parts.join(by);
}
