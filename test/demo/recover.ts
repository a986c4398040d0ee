import { loginToOdoo } from '../lab/odoo.ts';
import { upload } from './changes.ts';
import { replayed } from './proof.ts';
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
  stage.act('Recovery: the checklist, step by step');
  await stage.onStandby('ot-recovery start "production is off since the last power cut"');
  await stage.onStandby('ot-recovery step exhaust run');
  await stage.onStandby('ot-recovery note "the data centre says: four hours at least"');
  await stage.onStandby('ot-recovery step fence run', { codes: [0] });
  await stage.onStandby('ot-recovery step image skip --reason "it is a demo"');
  await stage.onStandby('ot-disable-standby-mode --confirm lab-standby');
  await stage.onStandby('ot-recovery step loss run');
  await stage.onStandby('ot-recovery step smoke run');
  await stage.onStandby('ot-recovery step repoint done');
  await stage.onStandby('ot-recovery step inform done');
  await stage.onStandby('ot-recovery status');
  await stage.onStandby('ot-recovery finish');
  const report = await stage.onStandby('ot-recovery report', { lines: 30 });
  stage.act('Proof: the standby is in production, and the report tells the truth');
  stage.check('Odoo lets the administrator in over JSON-RPC', (await loginToOdoo(standby)) > 0);
  stage.check('PostgreSQL is a primary', (await standby.sql('SELECT pg_is_in_recovery()')) === 'f');
  const missing = [...report.matchAll(/^- missing: (\S+) /gm)].map(([, name]) => name ?? '').sort();
  stage.check(
    `exactly the ${late.length} late uploads are reported as lost`,
    missing.join() === [...late].sort().join(),
  );
  const refused = await standby.run('ot-attachments-sync');
  stage.check('nothing syncs from the old production any more', refused.exitCode === 4);
}
