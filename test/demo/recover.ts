import type { Machine } from '../lab/machine.ts';
import { loginToOdoo } from '../lab/odoo.ts';
import { upload } from './changes.ts';
import { dataFolder, replayed } from './proof.ts';
import type { Stage } from './stage.ts';

/** Uploads that the last sync did not see any more. */
const late = ['offer-late.txt', 'photo-late.txt'];

/** The worst happens: production loses power, and the checklist is followed to its end. */
export async function recover(stage: Stage): Promise<void> {
  const { production, standby } = stage.pair;
  stage.act('Two more uploads, then production loses power');
  for (const name of late) await upload(production, name, `${name} ${'y'.repeat(4_000)}`);
  await replayed(production, standby);
  await production.kill();
  // Cron brings attachments each minute: it may have brought one of them just in time.
  const lost = await notHere(standby);
  stage.act('Recovery: the checklist, step by step');
  await stage.onStandby('ot-recovery start "production is off since the last power cut"');
  await stage.onStandby('ot-recovery step exhaust run');
  await stage.onStandby(
    'ot-recovery step exhaust done --reason "go over: the data centre has no power for hours"',
  );
  await stage.onStandby('ot-recovery note "the data centre says: four hours at least"');
  await stage.onStandby('ot-recovery step fence run', { codes: [0] });
  await stage.onStandby('ot-recovery step image skip --reason "it is a demo"');
  await stage.onStandby('ot-disable-standby-mode --confirm lab-standby');
  await stage.onStandby('ot-recovery step loss run');
  await stage.onStandby('ot-recovery step smoke run');
  await stage.onStandby(`ot-configure --set PUBLIC_URL=http://${standby.address}:8069`);
  const reached = await stage.onStandby('ot-recovery step repoint run');
  await stage.onStandby('ot-recovery step inform');
  await stage.onStandby('ot-recovery step inform done');
  await stage.onStandby('ot-recovery status');
  await stage.onStandby('ot-recovery finish');
  const report = await stage.onStandby('ot-recovery report', { lines: 30 });
  stage.act('Proof: the standby is in production, and the report tells the truth');
  stage.check('Odoo lets the administrator in over JSON-RPC', (await loginToOdoo(standby)) > 0);
  stage.check('the public address is proven to lead to it', reached.includes('reaches this machine'));
  stage.check('PostgreSQL is a primary', (await standby.sql('SELECT pg_is_in_recovery()')) === 'f');
  const missing = [...report.matchAll(/^- missing: (\S+) /gm)].map(([, name]) => name ?? '').sort();
  stage.check(
    `exactly the ${lost.length} of ${late.length} late uploads that had not come over yet are reported as lost`,
    missing.join() === lost.join(),
  );
  const refused = await standby.run('ot-attachments-sync');
  stage.check('nothing syncs from the old production any more', refused.exitCode === 4);
}

/** Which of the late uploads have no file on the standby, as its database and its disk say. */
async function notHere(standby: Machine): Promise<readonly string[]> {
  const names = late.map((name) => `'${name}'`).join(', ');
  const rows = await standby.sql(
    `SELECT name || ' ' || store_fname FROM ir_attachment WHERE name IN (${names}) ORDER BY name`,
  );
  const lost: string[] = [];
  for (const row of rows.split('\n')) {
    const [name = '', file = ''] = row.split(' ');
    const { exitCode } = await standby.run(['test', '-e', `${dataFolder}/filestore/prod/${file}`]);
    if (exitCode !== 0) lost.push(name);
  }
  return lost;
}
