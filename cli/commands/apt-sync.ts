import { aptJob } from '../../src/sync/apt/job.ts';
import { defineCommand } from '../command.ts';
import { runSync } from '../sync/run.ts';
import { jobOptions, syncExits, syncFiles } from '../sync/options.ts';

/** ot-apt-sync. */
export const aptSync = defineCommand({
  name: 'ot-apt-sync',
  summary: 'bring package repositories and packages over from production',
  description: [
    "Installs the packages that production has on purpose and this standby has not, in production's version where a repository still has it. No package is ever removed, upgraded or downgraded for it by name, no question is asked, and existing configuration files stay. One that cannot be had is left out and named; the others are installed.",
    'Before that, the repositories are brought in step: sources, pins and keys. They are tried by apt in a place of their own, the earlier ones are held, and put back when the new ones fail. Repositories of another release are never taken over. APT_SOURCES=keep leaves all of them alone.',
    'A package that production has from a single .deb is in no repository: put its .deb into APT_DEB_DIR. When an installation switches Odoo on, it is switched off again.',
  ],
  options: jobOptions,
  files: [
    ...syncFiles,
    {
      path: '/var/lib/ot-redundancy/debs',
      about: '.deb files of packages that are in no repository (APT_DEB_DIR)',
    },
    { path: '/var/lib/ot-redundancy/hold', about: 'repositories that were replaced' },
  ],
  exits: syncExits,
  examples: [
    { line: 'sudo ot-apt-sync --dry-run', about: 'See which packages are missing, and how versions differ:' },
    { line: 'sudo ot-apt-sync', about: 'Install them now:' },
  ],
  run: (invocation) => runSync(invocation, aptJob),
});
