/** A tool that is killed at the very moment in which it hands its work over to another program. */
import * as v from 'valibot';
import { expect } from 'vitest';
import { EventSchema } from '../../src/recovery/events.ts';
import type { Machine } from './machine.ts';

/** Where a program is found before the real one. */
const front = '/usr/local/sbin';

/** The program that is started for an act, and words that tell this start from others. */
export interface HandOver {
  readonly program: string;
  readonly words: string;
}

/**
 * Runs a command that gets SIGKILL from the program that it starts, before that does its work: from then on it goes on
 * alone, its output going nowhere.
 */
export async function killedAtHandOver(
  machine: Machine,
  command: string,
  { program, words }: HandOver,
): Promise<void> {
  const path = `${front}/${program}`;
  const real = (await machine.ok(`command -v ${program}`)).trim();
  const script = `#!/bin/sh
case "$*" in *"${words}"*) rm ${path}; kill -KILL "$PPID" ;; esac
exec ${real} "$@"
`;
  await machine.put(path, script, '755');
  const { exitCode } = await machine.run(command, { timeout: 120 });
  // 128 and the number of the signal.
  expect(exitCode).toBe(137);
  // It took itself away: it was this start that killed it.
  await machine.ok(`test ! -e ${path}`);
}

/** What was begun when the tool was killed: the last act of the only incident, unless its end is known. */
export async function interruptedAct(machine: Machine): Promise<string | undefined> {
  const text = await machine.ok('cat /var/lib/ot-redundancy/incidents/*/journal.jsonl');
  const events = text
    .trimEnd()
    .split('\n')
    .map((line) => v.parse(EventSchema, JSON.parse(line)));
  const last = events.findLast(({ kind }) => kind === 'intent' || kind === 'outcome');
  return last?.kind === 'intent' ? last.act : undefined;
}

/** How many timelines were begun on a machine's disk: one for each promotion. */
export async function promotions(machine: Machine): Promise<number> {
  return Number(await machine.ok('ls /var/lib/postgresql/*/main/pg_wal/*.history | wc -l'));
}
