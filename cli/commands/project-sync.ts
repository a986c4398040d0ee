import { projectsJob } from '../../src/sync/projects/job.ts';
import { defineCommand } from '../command.ts';
import { runSync } from '../sync/run.ts';
import { jobOptions, syncExits, syncFiles } from '../sync/options.ts';

/** ot-project-sync. */
export const projectSync = defineCommand({
  name: 'ot-project-sync',
  summary: 'bring the addon projects over from production',
  description: [
    'Brings the folders of addons (PROJECT_PATTERNS in PROJECT_DIR) over from production, with their git history. A project is copied beside the present one, compared with what production has, and then put in its place at once; the earlier version can be brought back with ot-hold.',
    'Never touches a folder that it did not bring, one that belongs to a package of this machine, or a link. Compiled Python files are left out on both sides.',
  ],
  options: jobOptions,
  files: [
    ...syncFiles,
    { path: '/var/lib/ot-redundancy/projects.json', about: 'the projects that were brought by this command' },
    { path: '/usr/share/.ot-redundancy', about: 'what was replaced or taken away, for HOLD_DAYS' },
  ],
  exits: syncExits,
  examples: [
    { line: 'sudo ot-project-sync --dry-run', about: 'See what differs:' },
    { line: 'sudo ot-project-sync', about: 'Bring it over now, as after a deployment:' },
  ],
  run: (invocation) => runSync(invocation, projectsJob),
});
