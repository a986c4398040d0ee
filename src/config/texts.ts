import type { Config, KeyName } from './keys.ts';
import { keys } from './keys.ts';

/** The value of a key as it is written into the file. */
export function valueText(values: Config, name: KeyName): string {
  return asText(values[name]);
}

/** The default of a key, written likewise. */
export function fallbackText(name: KeyName): string {
  return asText(keys[name].fallback);
}

function asText(value: Config[KeyName]): string {
  return typeof value === 'object' ? value.join(' ') : String(value);
}
