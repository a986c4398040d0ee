import { expect, test } from 'vitest';
import { changeProduction } from '../demo/changes.ts';
import { findDeb } from '../demo/find-deb.ts';
import { configure, install } from '../demo/install.ts';
import { prove } from '../demo/proof.ts';
import { old, oldPackage } from '../install/stand-in.ts';
import { silentStage } from './installed.ts';
import type { Machine } from './machine.ts';
import { openPair } from './pair.ts';
import { jobNames, jobStatus } from './runs.ts';

const ours = '# what our site says\n';
const line = '2026-01-01 00:00:00 :  ot-attachments-sync\n';

/** A standby that the scripts before 1.0 have kept: configured, with a past, its cron files moved and edited. */
async function installOld(standby: Machine): Promise<void> {
  await standby.ok('cat > /root/old.deb', { input: oldPackage(true) });
  // Odoo's own Debian packages are called otherwise.
  await standby.ok('dpkg --force-depends -i /root/old.deb');
  await standby.ok(
    `sed -i 's/^SYNCMODE=.*/SYNCMODE="on" # since May/; s/NOT-SET/lab-production/' ${old.config}`,
  );
  await standby.ok(`cat >> ${old.config}`, { input: ours });
  await standby.put(old.summary, line);
  await standby.ok(`mv ${old.hourly} /etc/cron.daily/ && echo '# ours' >> ${old.monthly}`);
}

test('the scripts before 1.0 are replaced on a living standby: what was configured and logged goes on', async () => {
  const pair = await openPair('bullseye', { name: 'upgrade' });
  try {
    const { standby } = pair;
    await installOld(standby);
    const before = await standby.ok(`cat ${old.config}`);
    const stage = silentStage(pair);
    await install(stage, await findDeb());
    expect(await standby.ok(`cat ${old.config}`)).toBe(before);
    expect(await standby.ok(`cat ${old.summary}`)).toBe(line);
    expect(await standby.ok("find /etc/cron* -name 'ot-*'")).toBe('/etc/cron.d/ot-redundancy\n');
    expect(await standby.ok("find /etc -name '*.dpkg-*'")).toBe('');
    await configure(stage);
    const after = await standby.ok(`cat ${old.config}`);
    expect(after).toContain(`SYNCMODE="on" # since May\n`);
    expect(after).toContain(ours);
    await changeProduction(stage);
    await standby.ok('ot-sync-from-source', { timeout: 300 });
    await prove(stage);
    const summary = await standby.ok(`cat ${old.summary}`);
    expect(summary.startsWith(line)).toBe(true);
    expect(summary.trimEnd().split('\n').at(-1)).toMatch(/ : {2}ot-sync-from-source$/);
    for (const job of jobNames) expect((await jobStatus(standby, job)).last?.outcome).toBe('ok');
    await standby.ok('systemctl enable --now ot-attachments-follow');
    await standby.ok('apt-get remove -y -q ot-redundancy', { timeout: 120 });
    const { stdout } = await standby.run('systemctl is-active ot-attachments-follow');
    expect(stdout).toBe('inactive\n');
  } finally {
    await pair.close();
  }
});
