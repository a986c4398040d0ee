import type { KeyGroup, KeyName } from '../../src/config/keys.ts';
import { keyGroups, keyNames, keys } from '../../src/config/keys.ts';

/** A page of the form: a group of keys, the way into production, or the end. */
export type Page = KeyGroup | 'access' | 'write';

/** A page's name in the list, its title, and what else there is to say of it. */
export interface PageText {
  readonly short: string;
  readonly title: string;
  readonly note?: string;
}

/** Every page, in order. */
export const pageTexts: Readonly<Record<Page, PageText>> = {
  production: { short: 'Production', title: keyGroups.production },
  postgres: { short: 'Database', title: keyGroups.postgres },
  odoo: { short: 'Odoo', title: keyGroups.odoo },
  files: { short: 'Files', title: keyGroups.files },
  packages: { short: 'Packages', title: keyGroups.packages },
  configuration: { short: 'Config files', title: keyGroups.configuration },
  limits: { short: 'Limits', title: keyGroups.limits },
  folders: { short: 'Own folders', title: keyGroups.folders },
  recovery: { short: 'Recovery', title: keyGroups.recovery },
  alerts: {
    short: 'Alerts',
    title: keyGroups.alerts,
    note: 'When the syncs run stands in /etc/cron.d/ot-redundancy.',
  },
  access: { short: 'Access', title: 'Access: the way into production' },
  write: { short: 'Write', title: 'Write: what changes, and what comes next' },
};

/** The names of all pages, in order. */
export const pages = Object.keys(pageTexts).filter((name): name is Page => Object.hasOwn(pageTexts, name));

/** Whether a page has fields. */
export function isGroup(page: Page): page is KeyGroup {
  return Object.hasOwn(keyGroups, page);
}

/** The keys of a page, in order. */
export function fieldsOf(page: Page): readonly KeyName[] {
  return keyNames.filter((name) => keys[name].group === page);
}

const probesOfPages: Readonly<Record<Page, readonly string[]>> = {
  production: ['name', 'port', 'host key', 'login', 'gate', 'clock'],
  postgres: ['replication'],
  odoo: ['reading'],
  files: ['rsync', 'disk', 'reading'],
  packages: ['reading'],
  configuration: ['reading'],
  limits: ['disk'],
  folders: ['disk'],
  recovery: [],
  alerts: [],
  access: ['host key', 'login', 'gate', 'reading', 'rsync', 'clock'],
  write: [
    'configuration',
    'name',
    'port',
    'host key',
    'login',
    'gate',
    'reading',
    'rsync',
    'replication',
    'disk',
  ],
};

/** The probes of the connection test that have to do with a page. */
export function probesOf(page: Page): readonly string[] {
  return probesOfPages[page];
}
