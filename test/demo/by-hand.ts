import { createInterface } from 'node:readline/promises';
import { enterInside } from '../lab/enter.ts';
import type { Stage } from './stage.ts';

/** Whether somebody sits in front of it who can press keys. */
export function isWatched(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY;
}

/** Hands the standby over: the real console, production alive, and the recovery to be tried by hand. */
export async function handOver(stage: Stage): Promise<void> {
  const { pair } = stage;
  const lab = (verb: string) => `npm run lab -- ${verb}`;
  stage.act('Now you: production is alive, and the console of the standby opens');
  stage.say('When you want the worst to happen, type in a second terminal, in this folder:');
  stage.say(`\n    ${lab(`kill ${pair.name}/production`)}\n`);
  stage.say('Then it is yours: "2" shows the checklist, "i" opens the incident, "?" all keys.');
  stage.say('The standby may lose its power, too (step 4): it is booted when you come back.');
  stage.say(`A shell on it, in a second terminal: ${lab(`enter ${pair.name}/standby`)}`);
  let ended = await isEnough('\nEnter opens the console; q and Enter ends the demo: ');
  while (!ended) {
    if (!pair.standby.isOn) await pair.standby.boot();
    await enterInside(pair.standby.init, ['ot-console']);
    ended = await isEnough('Enter opens it again; q and Enter takes both machines away: ');
  }
}

async function isEnough(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await lines.question(question)).trim() === 'q';
  } finally {
    lines.close();
  }
}
