import type { KeyName } from '../../src/config/keys.ts';
import { keys } from '../../src/config/keys.ts';
import { fieldsOf, pages } from '../../tui/configure/pages.ts';
import type { Page } from '../../tui/configure/pages.ts';

/** The keys that lead from wherever one is to a page: to the last one, and round to the first. */
export function toPage(page: Page): string {
  return `w${'\t'.repeat(pages.indexOf(page) + 1)}`;
}

/** The keys that lead to a field. */
export function toField(key: KeyName): string {
  const { group } = keys[key];
  return `${toPage(group)}g${'j'.repeat(fieldsOf(group).indexOf(key))}`;
}

/** The keys that type a value into its field, as one chunk. */
export function typeValue(key: KeyName, value: string | number): string {
  return `${toField(key)}\r\u0005\u0015${value}\r`;
}
