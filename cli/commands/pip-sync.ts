import { pipJob } from '../../src/sync/pip/job.ts';
import { defineCommand } from '../command.ts';
import { runSync } from '../sync/run.ts';
import { jobOptions, syncExits, syncFiles } from '../sync/options.ts';

/** ot-pip-sync. */
export const pipSync = defineCommand({
  name: 'ot-pip-sync',
  summary: 'bring Python modules over that pip installed on production',
  description: [
    "Installs the Python modules that pip, and no Debian package, installed on production, each in exactly production's version and without anything they ask for besides. None is removed. One that cannot be had is left out and named; the others are installed.",
    'Modules that production has from a checkout or a direct address are named, and left to you. PIP_REQUIREMENTS names a file of the site with hashes or index options, to which pip is then held; pip.conf counts as always.',
    'A Python that the system manages itself (Debian 12 and later) is left alone, unless PIP_PYTHON names a virtual environment or PIP_BREAK_SYSTEM_PACKAGES is yes.',
  ],
  options: jobOptions,
  files: [...syncFiles, { path: '/etc/pip.conf', about: "pip's own configuration" }],
  exits: syncExits,
  examples: [
    { line: 'sudo ot-pip-sync --dry-run', about: 'See what is missing or different:' },
    { line: 'sudo ot-pip-sync', about: 'Install it now:' },
  ],
  run: (invocation) => runSync(invocation, pipJob),
});
