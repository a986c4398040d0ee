import type { Kind } from '../kinds.ts';

/** One configuration key: everything that is known of it, once. Help, pages and the form are made from it. */
export interface Key<T> {
  readonly kind: Kind<T>;
  readonly fallback: T;
  /** The group of the form and of the manual page it stands in. */
  readonly group: KeyGroup;
  /** What it is, in a sentence or two. */
  readonly about: string;
}

/** The groups of keys, in the order in which they are shown. */
export const keyGroups = {
  production: 'Production: where to sync from',
  postgres: "The standby's database",
  odoo: 'Odoo on both machines',
  files: 'Files and projects',
  packages: 'Packages',
  configuration: 'Configuration files',
  limits: 'Limits and safety',
  folders: "The tool's own folders",
  recovery: 'Recovery',
  alerts: 'Alerts and lateness',
} as const;

/** The name of a group of keys. */
export type KeyGroup = keyof typeof keyGroups;

/** What declares the keys of a group. */
export function keyIn(group: KeyGroup) {
  return <T>(kind: Kind<T>, fallback: NoInfer<T>, about: string): Key<T> => ({
    group,
    kind,
    fallback,
    about,
  });
}
