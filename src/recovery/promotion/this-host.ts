import { isIP } from 'node:net';
import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { fail } from '../../failures.ts';

/** What the two machines are called. */
export interface Names {
  /** As this machine knows itself, with or without its domain. */
  readonly hostname: string;
  /** Production, by name or address. */
  readonly production: string;
}

/**
 * Whether a typed name can only mean this machine, upper case or not, with or without its domain. Without it proves nothing
 * where production's begins alike; a domain that this machine does not know of itself is believed, unless it is production's.
 */
export function meansThisHost(typed: string, names: Names): boolean {
  const [given, own, other] = [typed, names.hostname, names.production].map((name) =>
    name.trim().toLowerCase(),
  );
  if (given === undefined || own === undefined || other === undefined) return false;
  if (given === own) return own.includes('.') || !isAmbiguous(names);
  if (given === '' || given === other || first(given) !== first(own)) return false;
  return given.includes('.') ? !own.includes('.') : !isAmbiguous(names);
}

/** Whether the names of both machines begin alike, so that the first part alone proves nothing. */
function isAmbiguous({ hostname, production }: Names): boolean {
  return isIP(production) === 0 && first(production.toLowerCase()) === first(hostname.toLowerCase());
}

function first(name: string): string | undefined {
  return name.split('.')[0];
}

/** The name of this machine, as it is to be typed. */
export function nameToType(names: Names): string {
  const { hostname } = names;
  return isAmbiguous(names) && !hostname.includes('.') ? `${hostname}, with its domain` : hostname;
}

/** The names of this machine and of production. */
export function namesOf({ env }: Context, { SYNCSRC: production }: Config): Names {
  return { hostname: env.hostname, production };
}

/** Throws `wrong-host` unless the typed name is this machine's. */
export function requireHost(typed: string, names: Names): void {
  if (meansThisHost(typed, names)) return;
  fail('wrong-host', {
    what: `"${typed}" was typed, but this machine is ${nameToType(names)}: nothing was changed`,
    next: 'See which machine you are on before you go on.',
  });
}
