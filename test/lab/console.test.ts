import { expect, test } from 'vitest';
import { upload } from '../demo/changes.ts';
import { replayed } from '../demo/proof.ts';
import { installOn } from './installed.ts';
import { loginToOdoo } from './odoo.ts';
import { openPair, type Pair } from './pair.ts';
import { LabTerminal } from './terminal.ts';

const late = 'signed-too-late.txt';

/** The first look by day: a sync of all is started from the overview and watched to its end. */
async function syncByKeys(terminal: LabTerminal): Promise<void> {
  await terminal.type('ot-console\r');
  await terminal.until(/STANDBY +lab-production +answers +sync on +no incident/);
  await terminal.type('ay');
  await terminal.until('[OK] ended well', 120);
  await terminal.keys('Escape');
  await terminal.until(/\[OK\] attachments +\d+ s ago/);
}

/** Production has lost its power: the incident is opened, and led to step 4. */
async function leadToImage(terminal: LabTerminal): Promise<void> {
  await terminal.type('2i');
  await terminal.until('What has happened?');
  await terminal.type('production has lost its power\r');
  await terminal.until(/❯ \[ {2}\] +2 Try/);
  await terminal.type('r');
  await terminal.until('run exhaust: done', 60);
  await terminal.type('dgo over: it takes too long\r');
  await terminal.until('tick exhaust: done', 60);
  await terminal.type('nthe data centre says: four hours at least\r');
  await terminal.until('note: done');
  await terminal.type('r');
  await terminal.until('run fence: done', 60);
  await terminal.type('j');
  await terminal.until(/❯ \[ {2}\] +4 Make an image/);
}

/** The standby is powered off for its image, and the checklist goes on where it stood. */
async function powerCycle({ standby }: Pair, terminal: LabTerminal): Promise<void> {
  await standby.kill();
  await standby.boot();
  await terminal.connect();
  await terminal.type('ot-console\r');
  await terminal.until(/INCIDENT root/);
  await terminal.type('2');
  await terminal.until(/❯ \[ {2}\] +4 Make an image/);
  await terminal.type('d');
  await terminal.until('Remark');
  await terminal.type('powered off, its disk was copied\r');
  await terminal.until(/\[OK\] +4 Make/);
}

/** The link is lost in the middle of the promotion: the console dies with it, the promotion goes on. */
async function promoteOverBadLink({ standby }: Pair, terminal: LabTerminal): Promise<void> {
  await terminal.type('q');
  await terminal.drop();
  await terminal.connect('alone');
  await terminal.type('ot-console\r');
  await terminal.until(/INCIDENT root/);
  await terminal.type('2');
  await terminal.until(/❯ \[ {2}\] +5 Bring/);
  // Somebody holds a sync's lock: the promotion waits in the middle until it is free.
  await standby.ok('systemd-run -q --unit hold flock /run/ot-redundancy/projects.lock sleep 300');
  await terminal.type('r');
  await terminal.until('Type the name of this machine');
  await terminal.type('lab-standby\r');
  await terminal.until(/\[\.\.\] end the runs/, 60);
  await terminal.drop();
  await standby.ok('while pgrep -f "[o]t-console" >/dev/null; do sleep 0.1; done', { timeout: 30 });
  await standby.ok('systemctl stop hold');
  await terminal.connect();
  await terminal.type('ot-console\r');
  await terminal.until(/PRIMARY/, 60);
  await terminal.type('2');
  await terminal.until(/\[OK\] +5 Bring/, 90);
}

async function leadToTheEnd(terminal: LabTerminal): Promise<void> {
  await terminal.type('j');
  await terminal.until(/❯ \[ {2}\] +6 Note/);
  await terminal.type('r');
  await terminal.until('run loss: done', 60);
  await terminal.type('jr');
  await terminal.until('run smoke: done', 90);
  for (const id of ['smoke', 'repoint', 'inform']) {
    await terminal.type('d');
    await terminal.until('Remark');
    await terminal.type(`${id} by hand\r`);
    await terminal.until(`tick ${id}: done`);
  }
  await terminal.type('fy');
  await terminal.until('end the incident: done');
  await terminal.type('q');
}

test('[promise 12] [promise 16] over ssh and tmux, by keys alone: from a power cut to the last step, with a reboot and a lost link in between', async () => {
  const pair = await openPair('bullseye', { name: 'console' });
  try {
    const { production, standby } = pair;
    await installOn(pair);
    const terminal = await LabTerminal.open(standby, standby);
    await syncByKeys(terminal);
    await upload(production, late, 'z'.repeat(4_000));
    await replayed(production, standby);
    await production.kill();
    await leadToImage(terminal);
    await powerCycle(pair, terminal);
    await promoteOverBadLink(pair, terminal);
    await leadToTheEnd(terminal);
    expect(await loginToOdoo(standby)).toBeGreaterThan(0);
    expect(await standby.sql('SELECT pg_is_in_recovery()')).toBe('f');
    const report = await standby.ok('ot-recovery report');
    expect(report).toContain(`missing: ${late}`);
    const notes = await standby.ok('cat /var/lib/ot-redundancy/incidents/*/notes.md');
    for (const said of [
      'production has lost its power',
      'the data centre says: four hours at least',
      'powered off, its disk was copied',
      'inform by hand',
      'finished',
    ]) {
      expect(notes).toContain(said);
    }
    expect(await standby.ok('wc -l < /var/lib/ot-redundancy/incidents/*/journal.jsonl')).toMatch(/^\d\d/);
  } finally {
    await pair.close();
  }
});
