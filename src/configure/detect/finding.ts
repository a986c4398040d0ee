import type { Config, KeyGroup, KeyName } from '../../config/keys.ts';
import { keys } from '../../config/keys.ts';
import type { Context } from '../../context.ts';

/** Something that was found on this machine. */
export interface Finding {
  /** What was looked at. */
  readonly about: string;
  readonly seen: string;
  /** A value that fits better than the present one. */
  readonly proposal?: { readonly key: KeyName; readonly value: string };
}

/** A finding with the group of keys that it is about. */
export interface GroupFinding extends Finding {
  readonly group: KeyGroup;
}

/** Looks at one part of this machine. Throws only when it is interrupted. */
export type Detector = (context: Context, config: Config) => Promise<readonly Finding[]>;

/** A finding that proposes a value, unless that is the present one, or none that the key takes. */
export function propose(
  about: string,
  seen: string,
  { key, value, present }: { readonly key: KeyName; readonly value: string; readonly present: string },
): Finding {
  const usable = value !== present && keys[key].kind.read(value) !== undefined;
  return usable ? { about, seen, proposal: { key, value } } : { about, seen };
}
