import { NotHere } from '../lab/errors.ts';
import { openPair } from '../lab/pair.ts';
import { handOver, isWatched } from './by-hand.ts';
import { changeProduction } from './changes.ts';
import { findDeb } from './find-deb.ts';
import { configure, install } from './install.ts';
import { prove } from './proof.ts';
import { recover } from './recover.ts';
import { playInSandbox } from './sandbox-story.ts';
import { print, Stage } from './stage.ts';

/**
 * The product's main job, from the package to the proof, on two machines; without root, in one folder. The recovery at its
 * end is left to whoever sits in front of it; without a terminal it is gone through by itself.
 */
async function main(): Promise<void> {
  const began = performance.now();
  const where = await playOnMachines();
  print(`\nDEMO PASSED ${where}, in ${Math.round((performance.now() - began) / 1000)} s`);
}

async function playOnMachines(): Promise<string> {
  const deb = await findDeb();
  try {
    const pair = await openPair('bullseye', { name: 'demo' });
    try {
      await play(new Stage(pair), deb);
    } finally {
      await pair.close();
    }
    return 'on two machines with real Odoo';
  } catch (error) {
    if (!(error instanceof NotHere)) throw error;
    print(`${error.message}; the same is shown in one folder, without machines`);
    await playInSandbox();
    return 'in the sandbox';
  }
}

async function play(stage: Stage, deb: string): Promise<void> {
  await install(stage, deb);
  await configure(stage);
  await changeProduction(stage);
  stage.act('What would a sync do?');
  await stage.onStandby('ot-attachments-sync --dry-run', { lines: 8 });
  stage.act('Sync all');
  await stage.onStandby('ot-sync-from-source');
  stage.act('How does it stand?');
  await stage.onStandby('ot-status');
  await stage.onStandby('tail -n 6 /var/log/odoo/ot-redundancy-sync-timestamps.log');
  await prove(stage);
  await (isWatched() ? handOver(stage) : recover(stage));
}

main().catch((error: unknown) => {
  print(`\nDEMO FAILED: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
