import { confJob } from '../../src/sync/conf/job.ts';
import { defineCommand } from '../command.ts';
import { runSync } from '../sync/run.ts';
import { jobOptions, syncExits, syncFiles } from '../sync/options.ts';

/** ot-conf-sync. */
export const confSync = defineCommand({
  name: 'ot-conf-sync',
  summary: 'bring the configuration over from production',
  description: [
    "Brings odoo.conf, nginx's sites, the package repositories and the files of CONF_FILES over from production.",
    "Of odoo.conf this machine keeps its own database and paths (ODOO_CONF_KEEP); a result that would open production's database is refused. nginx tests its sites before they stay, and gets the earlier ones back when it does not take them. apt tries the repositories before they replace anything.",
    'A site of nginx that production has not is set aside: what is for this machine alone belongs into conf.d, which is left alone.',
    'Earlier versions of each file are kept (CONF_VERSIONS) and can be brought back with ot-hold.',
  ],
  options: jobOptions,
  files: [
    ...syncFiles,
    { path: '/etc/odoo/odoo.conf', about: "Odoo's configuration (ODOO_CONF)" },
    { path: '/etc/odoo/odoo.conf.previous', about: 'its last version' },
    { path: '/etc/nginx', about: 'sites-available and sites-enabled (NGINX_DIR)' },
    { path: '/var/lib/ot-redundancy/hold', about: 'earlier versions' },
  ],
  exits: syncExits,
  examples: [
    { line: 'sudo ot-conf-sync --dry-run', about: 'See what differs:' },
    { line: 'sudo ot-conf-sync', about: 'Bring it over now:' },
  ],
  run: (invocation) => runSync(invocation, confJob),
});
