import type { Machine } from './machine.ts';
import type { Sandbox } from './sandbox.ts';

const modules = { base: '1.3', web: '1.0', sale: '1.2' } as const;

/**
 * Makes both machines such that the standby has everything an Odoo needs: odoo.conf leads to its own database, and the
 * code of the installed modules is there. What the database says of them stands in schema.sql.
 */
export function makeReady({ production, standby }: Sandbox): void {
  for (const machine of [production, standby]) {
    writeCode(machine);
    setOption(machine, 'addons_path', `${machine.seenAs}/share/odoo-company,${machine.seenAs}/code/addons`);
    setOption(machine, 'db_host', machine.postgres.socketFolder);
    setOption(machine, 'db_port', String(machine.postgres.port));
  }
}

/** Sets an option that stands in a machine's odoo.conf, or adds it. */
export function setOption(machine: Machine, name: string, value: string): void {
  const lines = machine.read('etc/odoo/odoo.conf').split('\n');
  const others = lines.filter((line) => line !== '' && !line.startsWith(`${name} =`));
  machine.write('etc/odoo/odoo.conf', `${[...others, `${name} = ${value}`].join('\n')}\n`);
}

/** A checkout of Odoo: the package "odoo" with base in it, and beside it the folder "addons". */
function writeCode(machine: Machine): void {
  machine.write('code/odoo/release.py', "version_info = (14, 0, 0, 'final', 0, '')\n");
  for (const [name, version] of Object.entries(modules)) {
    const folder = name === 'base' ? 'code/odoo/addons' : 'code/addons';
    machine.write(`${folder}/${name}/__manifest__.py`, `{'name': '${name}', 'version': '${version}'}\n`);
  }
}
