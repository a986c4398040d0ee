import * as v from 'valibot';
import type { Machine } from '../lab/machine.ts';
import { untilStreaming } from '../lab/ready.ts';
import type { Stage } from './stage.ts';

/** Odoo's data folder on both machines. */
export const dataFolder = '/var/lib/odoo/.local/share/Odoo';

/** Proves, with tools that are not ours, that the standby holds what production has. */
export async function prove(stage: Stage): Promise<void> {
  stage.act('Proof: both machines side by side, with sha1sum, dpkg and diff');
  await sameFilestore(stage);
  await everyRowHasItsFile(stage);
  await sameProjects(stage);
  await samePackages(stage);
  await sameConfiguration(stage);
}

async function sameFilestore(stage: Stage): Promise<void> {
  const { production, standby } = stage.pair;
  const list = `cd ${dataFolder}/filestore && find . -name checklist -prune -o -type f -print0 | sort -z | xargs -0 sha1sum`;
  const [there, here] = await Promise.all([production.ok(list), standby.ok(list)]);
  const originals = new Set(there.trim().split('\n'));
  const copies = here.trim().split('\n');
  // Production may have more: what no row refers to any more, until Odoo collects it.
  stage.check(
    `${copies.length} filestore files, all with the same name and sha1 on both`,
    copies.every((line) => originals.has(line)) && copies.length > 50,
  );
}

async function everyRowHasItsFile(stage: Stage): Promise<void> {
  const { production, standby } = stage.pair;
  await replayed(production, standby);
  const rows = await standby.sql(
    'SELECT DISTINCT store_fname FROM ir_attachment WHERE store_fname IS NOT NULL',
  );
  const names = rows.split('\n');
  const folder = `${dataFolder}/filestore/prod`;
  const script = `cd ${folder} && while read -r f; do [ "$(sha1sum < "$f" | cut -c1-40)" = "\${f#*/}" ] || echo "$f"; done`;
  const bad = await standby.ok(script, { input: `${names.join('\n')}\n` });
  const fact = `all ${names.length} files that the standby's database names are here, sha1 right`;
  stage.check(fact, bad === '');
}

/** Waits until the standby has replayed what production has written by now. */
export async function replayed(production: Machine, standby: Machine): Promise<void> {
  await untilStreaming(production);
  const target = await production.sql('SELECT pg_current_wal_lsn()');
  for (let tries = 0; tries < 600; tries += 1) {
    if ((await standby.sql(`SELECT pg_last_wal_replay_lsn() >= '${target}'`)) === 't') return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the standby has not replayed ${target} within a minute`);
}

async function sameProjects(stage: Stage): Promise<void> {
  const { production, standby } = stage.pair;
  const list =
    'cd /usr/share && find odoo-lab odooext-* -name __pycache__ -prune -o -printf "%y %m %u %g %p %l\\n" | sort; ' +
    'find odoo-lab odooext-* -name __pycache__ -prune -o -type f ! -name "*.pyc" -print0 | sort -z | xargs -0 sha1sum';
  const [there, here] = await Promise.all([production.ok(list), standby.ok(list)]);
  stage.check('the projects are the same: files, modes, owners, contents', there === here);
}

async function samePackages(stage: Stage): Promise<void> {
  const { production, standby } = stage.pair;
  const version = "dpkg-query -W -f '${Version}' acme-label-printer";
  const [there, here] = await Promise.all([production.ok(version), standby.ok(version)]);
  stage.check(`acme-label-printer ${there} is installed on both`, there === here);
  const list = await standby.ok('pip3 list --format=json 2>/dev/null');
  const modules = v.parse(v.array(v.object({ name: v.string(), version: v.string() })), JSON.parse(list));
  const found = modules.some(({ name, version: has }) => /^acme.barcode$/.test(name) && has === '1.4.2');
  stage.check('acme-barcode 1.4.2 is installed for Python', found);
}

async function sameConfiguration(stage: Stage): Promise<void> {
  const { production, standby } = stage.pair;
  const read = "grep -v '^ *\\(db_\\|;\\|#\\)' /etc/odoo/odoo.conf | sort";
  const [there, here] = await Promise.all([production.ok(read), standby.ok(read)]);
  stage.check('odoo.conf is the same but for this machine’s own options', there === here);
  const sites = 'cd /etc/nginx && cat sites-enabled/odoo && ls sites-enabled';
  const [sitesThere, sitesHere] = await Promise.all([production.ok(sites), standby.ok(sites)]);
  stage.check('nginx has the same sites', sitesThere === sitesHere);
  await standby.ok('nginx -t -q');
  const odoo = (await standby.run(['systemctl', 'is-enabled', 'odoo'])).stdout.trim();
  stage.check('Odoo is still off on the standby', odoo === 'disabled');
}
