import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { dataDirectory } from './data-dir.ts';
import { addonsPath, readOdooConf } from './odoo-conf.ts';

/** Where Odoo finds the code of its modules on this machine. */
export interface ModuleCode {
  /** The folders that it looks in, in its order. */
  readonly folders: readonly string[];
  /** Version of Odoo's code, such as 14.0. Undefined when Odoo's own code was not found. */
  readonly series: string | undefined;
}

/**
 * Finds where Odoo looks for modules: addons/SERIES of its data folder, addons_path, and the folders of its own code.
 * Source: odoo/modules/module.py, initialize_sys_path. Throws `odoo-conf`.
 */
export async function findModuleCode(context: Context, config: Config): Promise<ModuleCode> {
  const listed = addonsPath(await readOdooConf(context, config.ODOO_CONF));
  const packages = await Promise.all([...besideOf(listed), ...(await ofPython(config))].map(readPackage));
  const own = packages.find((found) => found !== undefined);
  if (own === undefined) return { folders: listed, series: undefined };
  const data = join(await dataDirectory(context, config), 'addons', own.series);
  return {
    folders: [data, ...listed, join(own.folder, 'addons'), join(dirname(own.folder), 'addons')],
    series: own.series,
  };
}

/** A checkout has its package beside the folder "addons"; odoo/addons itself may be listed too. */
function besideOf(listed: readonly string[]): readonly string[] {
  return listed
    .filter((folder) => basename(folder) === 'addons')
    .flatMap((folder) => [dirname(folder), join(dirname(folder), 'odoo')]);
}

/** Where the package "odoo" would lie for the Python that Odoo runs with. */
async function ofPython({ PIP_PYTHON }: Config): Promise<readonly string[]> {
  const prefix = dirname(dirname(PIP_PYTHON));
  const places = [prefix, join(prefix, 'local')].map((each) => join(each, 'lib'));
  const found = await Promise.all(
    places.map(async (lib) => {
      const names = await readdir(lib).catch((): string[] => []);
      return names.filter((name) => /^python3(\.\d+)?$/.test(name)).map((name) => join(lib, name));
    }),
  );
  return found
    .flat()
    .flatMap((lib) => ['site-packages', 'dist-packages'].map((name) => join(lib, name, 'odoo')));
}

async function readPackage(
  folder: string,
): Promise<{ readonly folder: string; readonly series: string } | undefined> {
  const text = await readFile(join(folder, 'release.py'), 'utf8').catch(() => '');
  // Such as version_info = (14, 0, 0, FINAL, 0, '') or ('saas~17', 2, …).
  const [, major, minor] = /^version_info\s*=\s*\(\s*['"]?([\w~]+)['"]?\s*,\s*(\d+)/m.exec(text) ?? [];
  return major === undefined || minor === undefined ? undefined : { folder, series: `${major}.${minor}` };
}

/** The version that the code of a module has here, as Odoo would write it into the database; or why there is none. */
export type CodeVersion =
  { readonly state: 'found'; readonly version: string | undefined } | { readonly state: 'missing' };

/** Looks a module's code up. Source: odoo/modules/module.py, load_information_from_description_file, adapt_version. */
export async function codeVersion({ folders, series }: ModuleCode, name: string): Promise<CodeVersion> {
  for (const folder of folders) {
    for (const manifest of ['__manifest__.py', '__openerp__.py']) {
      const path = join(folder, name, manifest);
      const text = await readFile(path, 'utf8').catch(() => undefined);
      if (text === undefined) continue;
      return { state: 'found', version: series === undefined ? undefined : versionOf(text, series) };
    }
    // A module may be a zip file in the data folder's addons.
    const zip = await stat(join(folder, `${name}.zip`)).catch(() => undefined);
    if (zip?.isFile() === true) return { state: 'found', version: undefined };
  }
  return { state: 'missing' };
}

function versionOf(manifest: string, series: string): string {
  const code = manifest.replace(/^\s*#.*$/gm, '');
  const all = [...code.matchAll(/['"]version['"]\s*:\s*u?['"]([^'"]+)['"]/g)];
  // Some manifests say it twice (partner_autocomplete of Odoo 14): in Python the last one counts.
  const version = all.at(-1)?.[1] ?? '1.0';
  return version === series || !version.startsWith(`${series}.`) ? `${series}.${version}` : version;
}
