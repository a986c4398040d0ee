import { join } from 'node:path';
import type { Config } from '../../config/keys.ts';
import { matchesAny } from '../../config/name-patterns.ts';
import { fail } from '../../failures.ts';
import { staysBelow } from '../../files/names.ts';
import type { Production } from '../../machines/production.ts';
import type { AddonsPaths } from './production-addons-path.ts';

/** What stands in the projects' folder on production. Names have each byte as one character. */
export interface ProductionProjects {
  /** All its folders, projects or not. */
  readonly folders: ReadonlySet<string>;
  /** Those that match the patterns and are projects, sorted. */
  readonly projects: readonly string[];
  /** Those that match the patterns but hold no addons and are in no addons_path, sorted. */
  readonly others: readonly string[];
  readonly notes: readonly string[];
}

/**
 * The projects of production: folders of PROJECT_DIR that match the patterns and have addons, or stand in one of the
 * addons paths. Throws `source-empty` when there is no folder at all, `answer` when the answer is not understood.
 */
export async function productionProjects(
  production: Production,
  config: Config,
  askAddonsPaths: () => Promise<AddonsPaths>,
): Promise<ProductionProjects> {
  const { folders, withAddons } = parseProjects(await production.ask('projects', config.PROJECT_DIR));
  if (folders.size === 0) {
    fail('source-empty', {
      what: `production has no folder in ${config.PROJECT_DIR}: nothing was changed`,
      next: 'See whether it is mounted there, and whether PROJECT_DIR is right.',
    });
  }
  const named = [...folders].filter((name) => isWanted(config, name)).sort();
  const doubtful = named.filter((name) => !withAddons.has(name));
  // Only folders without addons at the usual depth need a look at odoo.conf.
  const asked: AddonsPaths = doubtful.length === 0 ? { paths: [] } : await askAddonsPaths();
  const paths = 'paths' in asked ? asked.paths : [];
  const listed = (name: string) => paths.some((path) => liesIn(path, join(config.PROJECT_DIR, name)));
  return {
    folders,
    projects: named.filter((name) => withAddons.has(name) || listed(name)),
    others: doubtful.filter((name) => !listed(name)),
    notes: 'why' in asked ? [`addons_path of production is not known: ${asked.why}`] : [],
  };
}

/** Whether the patterns mean a name. */
export function isWanted(config: Config, name: string): boolean {
  return matchesAny(name, config.PROJECT_PATTERNS) && !matchesAny(name, config.PROJECT_EXCLUDE);
}

/** The answer to "projects": folders, and those among them that hold a module. Throws `answer`. */
export function parseProjects(text: string): {
  readonly folders: ReadonlySet<string>;
  readonly withAddons: ReadonlySet<string>;
} {
  const fields = text.split('\0');
  if (fields.pop() !== '' || fields.length % 2 !== 0) malformed();
  const folders = new Set<string>();
  const withAddons = new Set<string>();
  for (let at = 0; at < fields.length; at += 2) {
    const [kind, name = ''] = [fields[at], fields[at + 1]];
    if (!staysBelow(name)) malformed();
    if (kind === 'folder' && !name.includes('/')) folders.add(name);
    else if (kind === 'module') withAddons.add(name.split('/')[0] ?? '');
    else malformed();
  }
  return { folders, withAddons };
}

function liesIn(path: string, folder: string): boolean {
  return `${path}/`.startsWith(`${folder}/`);
}

function malformed(): never {
  fail('answer', {
    what: "production's list of projects is not understood",
    next: 'Run again; if it stays, look at the connection and at production.',
  });
}
