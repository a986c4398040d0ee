import type { Arch } from '../places.ts';
import type { Release } from '../release.ts';

const description = [
  'keeps a standby Odoo server in step with production',
  ' On a standby whose PostgreSQL follows production by streaming replication,',
  ' this brings over what the database does not hold: attachments, addon',
  ' projects, packages, Python modules and configuration.',
  ' .',
  ' When production is lost, it leads through the recovery: it tells what is',
  ' lost, promotes PostgreSQL, starts Odoo and proves both, with a checklist,',
  ' notes and a report.',
  ' .',
  ' A sync runs only on a standby, plans before it acts, sets aside instead of',
  ' deleting, verifies what it brought, and reports what is true. Nothing runs',
  ' until it has been configured.',
].join('\n');

/** The control file of the package. */
export function controlFile(release: Release, arch: Arch, installedKib: number): string {
  const fields = {
    Package: 'ot-redundancy',
    Version: release.version,
    Architecture: arch,
    Maintainer: release.maintainer,
    'Installed-Size': String(installedKib),
    Depends: 'libc6 (>= 2.28), libgcc-s1, libstdc++6, openssh-client, rsync, util-linux (>= 2.28)',
    Recommends: 'cron | cron-daemon, logrotate, postgresql-client-common',
    Suggests: 'odoo',
    Section: 'admin',
    Priority: 'optional',
    Description: description,
  };
  return `${Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('')}`;
}
