import type { Key } from './keys/key.ts';
import { alertsKeys } from './keys/alerts.ts';
import { configurationKeys } from './keys/configuration.ts';
import { filesKeys } from './keys/files.ts';
import { foldersKeys } from './keys/folders.ts';
import { limitsKeys } from './keys/limits.ts';
import { odooKeys } from './keys/odoo.ts';
import { packagesKeys } from './keys/packages.ts';
import { postgresKeys } from './keys/postgres.ts';
import { productionKeys } from './keys/production.ts';
import { recoveryKeys } from './keys/recovery.ts';

export { keyGroups } from './keys/key.ts';
export type { Key, KeyGroup } from './keys/key.ts';

/**
 * Every key of the configuration file. SYNCMODE, SYNCSRC, REMOTEODOO and SUMMARYFILE are those of the original suite, and
 * mean what they meant.
 */
export const keys = {
  ...productionKeys,
  ...postgresKeys,
  ...odooKeys,
  ...filesKeys,
  ...packagesKeys,
  ...configurationKeys,
  ...limitsKeys,
  ...foldersKeys,
  ...recoveryKeys,
  ...alertsKeys,
} as const;

/** The name of a key. */
export type KeyName = keyof typeof keys;

/** All values, by the name of their key. */
export type Config = { readonly [K in KeyName]: (typeof keys)[K] extends Key<infer T> ? T : never };

/** The names of all keys, in order. */
export const keyNames: readonly KeyName[] = Object.keys(keys).filter(isKeyName);

/** Whether a word is the name of a key. */
export function isKeyName(word: string): word is KeyName {
  return Object.hasOwn(keys, word);
}
