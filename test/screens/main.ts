/** Takes the pictures of docs/screens from the real program on the two machines: `npx node test/screens/main.ts`. Needs root. */
import { changeProduction, upload } from '../demo/changes.ts';
import { replayed } from '../demo/proof.ts';
import { installOn } from '../lab/installed.ts';
import { openPair, type Pair } from '../lab/pair.ts';
import { toField, typeValue } from '../tui/form-keys.ts';
import { Camera } from './camera.ts';

const pair = await openPair('bullseye', { name: 'screens' });
try {
  const stage = await installOn(pair);
  await takeForm(pair);
  await changeProduction(stage);
  await pair.standby.ok('ot-sync-from-source && ot-verify', { timeout: 300 });
  await rehearse(pair);
  await takeConsole(pair);
} finally {
  await pair.close();
}

/** The form, with a value that is just being typed. */
async function takeForm({ standby }: Pair): Promise<void> {
  using camera = new Camera(standby, 'ot-configure');
  const { terminal } = camera;
  await terminal.until(/\[OK\] login/);
  terminal.type(typeValue('BANDWIDTH_KBPS', 20_000));
  await terminal.until('1 change, not written');
  terminal.type(toField('CONNECT_SECONDS'));
  terminal.keys('Enter');
  await terminal.until('Ctrl-U clear');
  camera.take('configure');
  terminal.keys('C-c');
  await terminal.exitCode();
}

/** A drill, so that the console knows of one. */
async function rehearse({ standby }: Pair): Promise<void> {
  await standby.ok('ot-recovery start --drill "each quarter"');
  await standby.ok('ot-recovery step exhaust run; ot-recovery step loss run');
  await standby.ok('ot-recovery finish');
}

/** The overview with a file that has not come yet, and the recovery up to the middle of the promotion. */
async function takeConsole({ production, standby }: Pair): Promise<void> {
  using camera = new Camera(standby, 'ot-console');
  const { terminal } = camera;
  await terminal.until('answers');
  await upload(production, 'offer-signed.txt', 'signed');
  await replayed(production, standby);
  // Each minute the console looks anew.
  await terminal.until(/1 of \d+ missing/, 90_000);
  terminal.keys('Down');
  await terminal.until(/❯ .* filestore/);
  camera.take('overview');
  await production.kill();
  terminal.type('2iproduction is dark since the power cut\r');
  await terminal.until(/❯ \[ {2}\] +2 Try/);
  terminal.type('r');
  await terminal.until('run exhaust: done', 90_000);
  terminal.type('dgo over: the data centre has no power for hours\r');
  await terminal.until(/❯ \[ {2}\] +3 Shut/, 90_000);
  camera.take('recovery');
  terminal.type('r');
  await terminal.until(/\[OK\] +3 Shut/, 90_000);
  terminal.type('jxno room for one\r');
  await terminal.until(/❯ \[ {2}\] +5 Bring/);
  // Somebody holds a sync's lock: the promotion waits in the middle until its picture is taken.
  await standby.ok('systemd-run -q --unit hold flock /run/ot-redundancy/projects.lock sleep 300');
  terminal.type('r');
  await terminal.until('Type the name of this machine', 90_000);
  terminal.type('lab-standby\r');
  await terminal.until(/\[\.\.\] end the runs .* [1-9] s/, 90_000);
  camera.take('promotion');
  await standby.ok('systemctl stop hold');
  await terminal.until(/\[OK\] +5 Bring/, 90_000);
  terminal.type('q');
  await terminal.exitCode();
}
