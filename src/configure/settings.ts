import { stat } from 'node:fs/promises';
import type { KeyGroup, KeyName } from '../config/keys.ts';
import { keyNames, keys } from '../config/keys.ts';
import type { LoadedConfig } from '../config/load.ts';
import { valueText } from '../config/texts.ts';
import type { Context } from '../context.ts';
import { Failure } from '../failures.ts';
import { dataDirectory, productionDataDirectory } from '../odoo/data-dir.ts';
import { readRole } from '../postgres/role.ts';
import { defaultKeyPath } from './ssh-key.ts';

/** The value of a key, and where it comes from. */
export interface Setting {
  readonly key: KeyName;
  readonly group: KeyGroup;
  /** As it counts: what was detected, where the key leaves that open. */
  readonly value: string;
  readonly from: 'file' | 'detected' | 'default';
  /** The line of the file that sets it. */
  readonly line?: number;
  /** By what it was detected. */
  readonly how?: string;
}

type Detected = { readonly value: string; readonly how: string };

/** All keys in the order of their table. */
export async function listSettings(context: Context, loaded: LoadedConfig): Promise<readonly Setting[]> {
  const detected = await detectOpen(context, loaded);
  return keyNames.map((key) => {
    const { group } = keys[key];
    const value = valueText(loaded.values, key);
    const found = value === '' ? detected.get(key) : undefined;
    if (found !== undefined) return { key, group, ...found, from: 'detected' };
    const line = loaded.lines.get(key);
    return line === undefined
      ? { key, group, value, from: 'default' }
      : { key, group, value, from: 'file', line };
  });
}

/** The keys that mean "find out" when they are empty, as far as it can be found out. */
async function detectOpen(
  context: Context,
  { values }: LoadedConfig,
): Promise<ReadonlyMap<KeyName, Detected>> {
  const found = new Map<KeyName, Detected>();
  const add = (key: KeyName, value: string | undefined, how: string) => {
    if (value !== undefined) found.set(key, { value, how });
  };
  const data = await orNothing(dataDirectory(context, values));
  add('DATA_DIR', data, values.ODOO_CONF);
  if (data !== undefined) add('PRODUCTION_DATA_DIR', productionDataDirectory(values, data), 'as here');
  add('PRODUCTION_ODOO_CONF', values.ODOO_CONF, 'as here');
  const key = defaultKeyPath(context);
  add('SSH_KEY', (await exists(key)) ? key : undefined, 'ssh finds it by itself');
  if (values.PG_HOST !== '') return found;
  const role = await readRole(context, values);
  if (role.kind === 'standby') add('PG_CLUSTER', role.cluster?.id, 'the only standby of this machine');
  return found;
}

async function orNothing<T>(work: Promise<T>): Promise<T | undefined> {
  return work.catch((error: unknown) => {
    if (error instanceof Failure && error.code !== 'interrupted') return undefined;
    throw error;
  });
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
