import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { firstOf } from '../../figures.ts';
import type { CodeVersion } from '../../odoo/module-code.ts';
import { codeVersion, findModuleCode } from '../../odoo/module-code.ts';
import type { DatabaseModules } from '../../odoo/installed-modules.ts';
import { installedModules } from '../../odoo/installed-modules.ts';
import type { Server } from '../../postgres/psql.ts';
import type { CheckOutcome, MachineCheck } from '../check.ts';
import { failing, fine, untold, warning } from '../check.ts';

const shownNames = 5;

/** The code of every installed module is here, in the version that the database has. */
export const modules: MachineCheck = {
  kind: 'machine',
  id: 'modules',
  title: 'modules and their code',
  roles: ['standby', 'primary'],
  freshSeconds: 300,
  command: () =>
    'psql DATABASE -c "SELECT name, latest_version FROM ir_module_module WHERE state = \'installed\'"',
  async look({ context, config, database }) {
    return database === undefined ? undefined : compareModules(context, config, database.server);
  },
};

/** Compares the installed modules of all databases with the code on this machine. Throws `database`, `odoo-conf`. */
export async function compareModules(
  context: Context,
  config: Config,
  server: Server,
): Promise<CheckOutcome> {
  const installed = await installedModules(context, config, server);
  if (installed.length === 0) {
    return untold({ said: 'no database of Odoo is here', next: 'See whether replication runs.' });
  }
  const code = await findModuleCode(context, config);
  const names = [...new Set(installed.flatMap((each) => each.modules.map(({ name }) => name)))];
  const versions = new Map<string, CodeVersion>();
  for (const name of names) versions.set(name, await codeVersion(code, name));
  return judge({ installed, versions, series: code.series });
}

interface Seen {
  readonly installed: readonly DatabaseModules[];
  readonly versions: ReadonlyMap<string, CodeVersion>;
  readonly series: string | undefined;
}

function judge({ installed, versions, series }: Seen): CheckOutcome {
  const missing = [...versions].flatMap(([name, { state }]) => (state === 'missing' ? [name] : []));
  const other = installed.flatMap(({ modules: list }) =>
    list.flatMap(({ name, version }) => {
      const code = versions.get(name);
      const here = code?.state === 'found' ? code.version : undefined;
      return here === undefined || version === null || here === version
        ? []
        : [`${name} ${version} (code ${here})`];
    }),
  );
  const values = {
    databases: installed.map(({ database }) => database).join(', '),
    modules: versions.size,
    odooCode: series ?? null,
    withoutCode: missing.join(', '),
    otherVersion: [...new Set(other)].join(', '),
  };
  if (series === undefined && missing.length > 0) {
    const said = `the code of ${missing.length} of ${versions.size} modules was not found, nor that of Odoo itself`;
    const next = 'Name the Python that Odoo runs with in PIP_PYTHON, or list its folders in addons_path.';
    return untold({ said, next, values });
  }
  if (missing.length > 0) {
    const said = `installed in the database, but no code here: ${firstOf(missing, shownNames)}`;
    return failing({ said, next: 'ot-project-sync and ot-apt-sync bring code over.', values });
  }
  if (other.length > 0) {
    const said = `the code has another version than the database: ${firstOf([...new Set(other)], shownNames)}`;
    const next = 'Bring this machine up to what production runs: ot-sync-from-source.';
    return warning({ said, next, values });
  }
  return fine(`the code of all ${versions.size} installed modules is here`, values);
}
