/** Whether a word is the name of a Python module as indexes have them. Source: PEP 508. */
export function isModuleName(word: string): boolean {
  return /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(word);
}

/** Whether a word is a version, and nothing that pip would read as a pattern or an option. Source: PEP 440. */
export function isModuleVersion(word: string): boolean {
  return /^[A-Za-z0-9](?:[A-Za-z0-9.!+_-]*[A-Za-z0-9])?$/.test(word);
}

/** The name by which a module is known whatever its spelling. Source: PEP 503. */
export function normalizeName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

/** Whether two spellings mean the same version, such as "1.0-1" and "1.0.0.post1". Source: PEP 440. */
export function isSameVersion(one: string, other: string): boolean {
  return one === other || normalizeVersion(one) === normalizeVersion(other);
}

/** Modules spell pre-releases as indexes do; post-releases, zeros at the end and local parts come in several ways. */
function normalizeVersion(version: string): string {
  const [release = '', local = ''] = version.toLowerCase().replace(/^v/, '').split('+');
  const spelled = release
    .replace(/-(\d+)$/, '.post$1')
    .replace(/[-_.]?(?:post|rev|r)[-_.]?(\d+)/, '.post$1')
    .replace(/^((?:\d+!)?\d+(?:\.\d+)*?)(?:\.0+)+(?![\d.]*\d)/, '$1');
  return `${spelled}+${local.replace(/[-_]/g, '.')}`;
}
