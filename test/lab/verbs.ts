/** What the lab can be told to do; each verb returns its exit code. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { pairsFolder } from './cache.ts';
import { enterInside, passInside } from './enter.ts';
import { LabError } from './errors.ts';
import { ensureHere } from './here.ts';
import type { Machine } from './machine.ts';
import { roles } from './names.ts';
import { findPair, openPair, type Pair } from './pair.ts';
import { say, timed } from './say.ts';
import { isSuiteName, suiteNames, type SuiteName } from './suites.ts';

export type Verb = (words: readonly string[]) => Promise<number>;

/** Verb → what it does. M is `production` or `standby`, or `trixie/standby` where two pairs run. */
export const verbs: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  ['up', up],
  ['down', (words) => eachPair(words, (pair) => pair.close())],
  ['reset', (words) => eachPair(words, (pair) => pair.reset())],
  ['status', status],
  ['check', check],
  ['enter', async ([name, ...command]) => enterInside((await machineNamed(name)).init, command)],
  ['run', run],
  ['cut', (words) => oneMachine(words, 'cable pulled', (machine) => machine.cut())],
  ['heal', (words) => oneMachine(words, 'cable back', (machine) => machine.heal())],
  ['kill', (words) => oneMachine(words, 'power cut', (machine) => machine.kill())],
  ['shutdown', (words) => oneMachine(words, 'powered off', (machine) => machine.shutdown())],
  ['boot', (words) => oneMachine(words, 'booted', (machine) => machine.boot())],
]);

/** The help text. */
export function usage(): string {
  return `Usage: npm run lab -- VERB …

  up [bullseye|trixie|all]    boot a prepared pair and leave it running (builds what is missing first)
  down [PAIR|all]             end it; nothing of it stays but the cache
  reset [PAIR|all]            both machines as they were prepared
  check                       whether this computer can have machines (0 or 20)
  status                      what runs, and what replication says
  enter M [COMMAND…]          a shell (or a command) on a machine, on this terminal
  run M -- COMMAND…           a command, with its output and its exit code
  cut M, heal M               pull the network cable, put it back
  kill M, shutdown M, boot M  cut the power, power off in order, power on

M is production or standby; bullseye/standby or trixie/standby while several pairs run.
Exit code 20: this computer can't have the lab's machines.
`;
}

async function up([which = 'bullseye']: readonly string[]): Promise<number> {
  const wanted = which === 'all' ? suiteNames : [which].filter(isSuiteName);
  if (wanted.length === 0) throw new LabError(`${which}: not one of ${suiteNames.join(', ')}, all`, 2);
  await Promise.all(wanted.map(bring));
  return 0;
}

async function bring(suite: SuiteName): Promise<void> {
  await ensureHere();
  const running = findPair(suite);
  const whole = running?.isWhole === true;
  if (whole) say(`${suite}: is up already`);
  else if (running !== undefined) {
    say(`${suite}: was up, but not whole: starting afresh`);
    await running.close();
  }
  const pair = whole ? running : await openPair(suite, { keep: true });
  const other = suite === 'bullseye' ? '' : `${suite}/`;
  for (const machine of [pair.production, pair.standby]) {
    say(`${machine.hostName} (${machine.address}): npm run lab -- enter ${other}${machine.role}`);
  }
}

async function check(): Promise<number> {
  await ensureHere();
  say('this computer can have the machines');
  return 0;
}

async function status(): Promise<number> {
  const pairs = await allPairs();
  if (pairs.length === 0) say('no pair is up');
  for (const pair of pairs) {
    for (const machine of [pair.production, pair.standby]) {
      const power = machine.isOn ? 'on' : 'off';
      process.stdout.write(
        `${pair.name}/${machine.role}: ${power}, cable ${await machine.cable().catch(() => 'gone')}\n`,
      );
    }
    if (!pair.production.isOn) continue;
    const query = 'SELECT application_name, state, sent_lsn, replay_lsn FROM pg_stat_replication';
    const rows = await pair.production.sql(query).catch(() => 'PostgreSQL does not answer');
    process.stdout.write(`${pair.name}: replication: ${rows === '' ? 'none' : rows}\n`);
  }
  return 0;
}

async function run([name, ...words]: readonly string[]): Promise<number> {
  const command = words[0] === '--' ? words.slice(1) : words;
  if (command.length === 0) throw new LabError('run needs a machine and a command', 2);
  return passInside((await machineNamed(name)).init, command);
}

async function eachPair(
  [which = 'all']: readonly string[],
  act: (pair: Pair) => Promise<void>,
): Promise<number> {
  const pairs = (await allPairs()).filter((pair) => which === 'all' || pair.name === which);
  if (pairs.length === 0) say(which === 'all' ? 'no pair is up' : `no pair ${which} is up`);
  await Promise.all(pairs.map(act));
  return 0;
}

async function oneMachine(
  [name]: readonly string[],
  done: string,
  act: (machine: Machine) => Promise<void>,
): Promise<number> {
  const machine = await machineNamed(name);
  await timed(`${machine.pair}/${machine.role}: ${done}`, () => act(machine));
  return 0;
}

/** Only pairs that were brought up by hand: those of a running test are its own. */
async function allPairs(): Promise<readonly Pair[]> {
  const names = existsSync(pairsFolder) ? await readdir(pairsFolder) : [];
  return names.filter(isSuiteName).flatMap((name) => findPair(name) ?? []);
}

async function machineNamed(name = ''): Promise<Machine> {
  const [role, pairName] = name.split('/').toReversed();
  const wanted = roles.find((known) => known === role);
  if (wanted === undefined) throw new LabError(`which machine? ${roles.join(' or ')}, not "${name}"`, 2);
  // Whoever names a pair means it, the demo's too.
  const pair = pairName === undefined ? (await allPairs())[0] : findPair(pairName);
  if (pair === undefined) throw new LabError(`no such pair is up; start one with: npm run lab -- up`, 2);
  return pair[wanted];
}
