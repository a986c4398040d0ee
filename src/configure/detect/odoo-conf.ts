import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Config } from '../../config/keys.ts';
import { host as hostKind, namePattern, path as pathKind } from '../../config/kinds.ts';
import { matchesAny } from '../../config/name-patterns.ts';
import type { Context } from '../../context.ts';
import { asFailure } from '../../failures.ts';
import { addressesOf, isLoopback } from '../../machines/addresses.ts';
import { printable } from '../../machines/must.ts';
import { dataDirectory } from '../../odoo/data-dir.ts';
import type { OdooConf } from '../../odoo/odoo-conf.ts';
import { addonsPath, odooOption, readOdooConf } from '../../odoo/odoo-conf.ts';
import type { Detector, Finding } from './finding.ts';
import { propose } from './finding.ts';

const about = 'odoo.conf';
const places = [
  '/etc/odoo/odoo.conf',
  '/etc/odoo.conf',
  '/etc/odoo-server.conf',
  '/etc/odoo/odoo-server.conf',
];

/** What odoo.conf tells: data folder, projects, database. Never a password. */
export const detectOdooConf: Detector = async (context, config) => {
  const found = await firstThere([config.ODOO_CONF, ...places]);
  if (found === undefined) return [{ about, seen: `there is no ${config.ODOO_CONF}` }];
  const conf = await readOdooConf(context, found).catch((error: unknown) => asFailure(error));
  if (conf instanceof Error) return [{ about, seen: conf.message }];
  return [
    propose(about, found, { key: 'ODOO_CONF', value: found, present: config.ODOO_CONF }),
    ...(await dataFindings(context, { ...config, ODOO_CONF: found })),
    ...projectFindings(conf, config),
    ...(await databaseFindings(context, config, conf)),
  ];
};

async function dataFindings(context: Context, config: Config): Promise<readonly Finding[]> {
  const folder = await dataDirectory(context, config).catch((error: unknown) => asFailure(error));
  if (folder instanceof Error) return [{ about: 'data folder', seen: folder.message }];
  const there = (await stat(folder).catch(() => undefined))?.isDirectory() === true;
  return [{ about: 'data folder', seen: there ? folder : `${folder}, which is not there yet` }];
}

/** The folders of addons_path that are projects: not Odoo's own. */
function projectFindings(conf: OdooConf, config: Config): readonly Finding[] {
  const projects = addonsPath(conf)
    .filter((folder) => pathKind.read(folder) !== undefined)
    .filter(
      (folder) => !/\/(odoo|openerp)\/addons\/?$|\/core-odoo(\/|$)|\/(dist|site)-packages\//.test(folder),
    );
  const folders = [...new Set(projects.map(dirname))];
  const [only] = folders;
  const seen = `addons_path: ${projects.length === 0 ? 'no projects' : projects.map(printable).join(', ')}`;
  if (only === undefined || folders.length > 1) return [{ about: 'projects', seen }];
  const moved = propose('projects', seen, { key: 'PROJECT_DIR', value: only, present: config.PROJECT_DIR });
  const unmatched = projects
    .map((folder) => basename(folder))
    .filter((name) => !matchesAny(name, config.PROJECT_PATTERNS) && namePattern.read(name) !== undefined);
  if (unmatched.length === 0) return [moved];
  const value = [...config.PROJECT_PATTERNS, ...unmatched].join(' ');
  return [
    moved,
    propose('projects', `no pattern matches ${unmatched.join(', ')}`, {
      key: 'PROJECT_PATTERNS',
      value,
      present: config.PROJECT_PATTERNS.join(' '),
    }),
  ];
}

async function databaseFindings(
  context: Context,
  config: Config,
  conf: OdooConf,
): Promise<readonly Finding[]> {
  const host = odooOption(conf, 'db_host');
  const port = odooOption(conf, 'db_port');
  const user = odooOption(conf, 'db_user');
  const where = `db_host ${printable(host ?? 'not set')}, db_port ${printable(port ?? 'not set')}, db_user ${printable(user ?? 'not set')}`;
  if (host === undefined || host.startsWith('/') || host === 'localhost' || isLoopback(host)) {
    return [{ about: 'database', seen: `${where}: on this machine` }];
  }
  if (await isProduction(context, config, host)) {
    const seen = `${where}: this is production! Odoo here would write to its database; set db_host of this machine`;
    return [{ about: 'database', seen }];
  }
  const elsewhere = `${where}: on another machine, if that is this standby's own`;
  const found = propose('database', elsewhere, { key: 'PG_HOST', value: host, present: config.PG_HOST });
  if (port === undefined) return [found];
  const present = String(config.PG_PORT);
  return [found, propose('database', `db_port ${printable(port)}`, { key: 'PG_PORT', value: port, present })];
}

async function isProduction(context: Context, config: Config, host: string): Promise<boolean> {
  if (host === config.SYNCSRC) return true;
  if (config.SYNCSRC === 'NOT-SET' || hostKind.read(host) === undefined) return false;
  const [theirs, named] = await Promise.all([
    addressesOf(context, config, config.SYNCSRC),
    addressesOf(context, config, host),
  ]);
  return named.some((address) => theirs.includes(address));
}

async function firstThere(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    if ((await stat(path).catch(() => undefined))?.isFile() === true) return path;
  }
  return undefined;
}
