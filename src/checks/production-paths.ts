import { join } from 'node:path';
import type { Config, KeyName } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { dataDirectory, productionDataDirectory } from '../odoo/data-dir.ts';
import { productionOdooConf } from '../odoo/production-odoo-conf.ts';
import { siteTargets } from '../sync/conf/nginx.ts';

/** A path of production that the syncs read. */
export interface ProductionPath {
  readonly path: string;
  /** What it is, for people. */
  readonly about: string;
  /** Whether a sync fails without it, or has nothing to do. */
  readonly needed: boolean;
}

/** The keys that decide on these paths. */
export const pathKeys: readonly KeyName[] = [
  'DATA_DIR',
  'PRODUCTION_DATA_DIR',
  'DATA_FOLDERS',
  'PROJECT_DIR',
  'ODOO_CONF',
  'PRODUCTION_ODOO_CONF',
  'NGINX_DIR',
  'APT_DIR',
  'APT_KEYRING_DIR',
  'PIP_PYTHON',
  'CONF_FILES',
];

/** Everything on production that the syncs read: what the key must be allowed, and nothing more. Throws `odoo-conf`. */
export async function productionPaths(context: Context, config: Config): Promise<readonly ProductionPath[]> {
  const data = productionDataDirectory(config, await dataDirectory(context, config));
  const folders = config.DATA_FOLDERS.map((name) => {
    return { path: join(data, name), about: `the data folder's ${name}`, needed: name === 'filestore' };
  });
  const all: readonly ProductionPath[] = [
    ...folders,
    { path: config.PROJECT_DIR, about: 'the addon projects', needed: true },
    { path: productionOdooConf(config), about: "Odoo's configuration", needed: true },
    ...siteTargets(config).map(({ path }) => ({ path, about: "nginx's sites", needed: false })),
    { path: config.APT_DIR, about: "apt's repositories", needed: true },
    { path: config.APT_KEYRING_DIR, about: 'keys of repositories', needed: false },
    { path: config.PIP_PYTHON, about: 'the Python of Odoo', needed: true },
    ...config.CONF_FILES.map((path) => ({ path, about: 'of CONF_FILES', needed: true })),
  ];
  return all.filter(({ path }, index) => all.findIndex((other) => other.path === path) === index);
}
