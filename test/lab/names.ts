/** What everything of a pair is called, on this computer and inside its network. */
import { join } from 'node:path';
import { labPrefix, pairsFolder } from './cache.ts';

export const roles = ['production', 'standby'] as const;
export type Role = (typeof roles)[number];

/** Every pair has a network of its own, so all of them use the same addresses. */
export const addresses = { hub: '10.77.0.1', production: '10.77.0.10', standby: '10.77.0.20' } as const;
export const network = '10.77.0.0/24';

/** Host names inside the machines. */
export const hostNames: Readonly<Record<Role, string>> = {
  production: 'lab-production',
  standby: 'lab-standby',
};

/** Letters, digits and dashes: the name becomes part of paths, namespaces, cgroups and machine names. */
export const pairName = /^[a-z][a-z0-9-]{0,31}$/;

/** Folder of a pair's record, writable layers and package index. */
export function pairFolder(pair: string): string {
  return join(pairsFolder, pair);
}

/** Folder of one machine of a pair. */
export function machineFolder(pair: string, role: Role): string {
  return join(pairFolder(pair), role);
}

/** The machine's name for systemd-nspawn, and that of its network namespace and its cgroup. */
export function machineName(pair: string, role: Role): string {
  return `${labPrefix}-${pair}-${role}`;
}

/** The network namespace of the pair's bridge. */
export function hubName(pair: string): string {
  return `${labPrefix}-${pair}-hub`;
}
