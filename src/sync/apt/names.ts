/**
 * Whether a word is the name of a package, with `:architecture` for a foreign one, as Debian policy 5.6.7 has it. A final
 * "-" is refused although the policy allows it: `apt-get install name-` removes the package.
 */
export function isPackageName(word: string): boolean {
  return /^[a-z0-9][a-z0-9+.-]*[a-z0-9+.](?::[a-z0-9][a-z0-9-]*)?$/.test(word);
}

/** Whether a word is a version, as Debian policy 5.6.12 has it. */
export function isVersion(word: string): boolean {
  return /^(?:[0-9]+:)?[0-9A-Za-z][0-9A-Za-z.+~-]*$/.test(word);
}
