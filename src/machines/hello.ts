import { fail } from '../failures.ts';
import { lastLines, printable } from './must.ts';

/** The version of the gate script that this program speaks to. */
export const gateVersion = 1;

/** What production says of itself when a connection is made. Empty where it does not know. */
export interface Hello {
  /** Whether the key is held to the gate by authorized_keys, or has a whole shell. */
  readonly mode: 'forced' | 'inline';
  readonly gate: number;
  readonly host: string;
  /** Its clock, in seconds since 1970. */
  readonly time: number;
  readonly rsync: string;
  /** Distribution and code name, such as "debian bookworm". */
  readonly os: string;
  readonly arch: string;
  /** What the login shell there prints by itself, which would break a transfer. Mostly nothing. */
  readonly noise: string;
}

const greeting = /^gate \d+ (?:forced|inline)$/m;

/** Whether the gate has greeted to the end. */
export function hasGreeted(text: string): boolean {
  const from = text.search(greeting);
  return from >= 0 && /^ready$/m.test(text.slice(from));
}

/** Reads the greeting. What a login shell printed before it is kept apart. Throws `answer`. */
export function parseHello(text: string): Hello {
  const from = Math.max(0, text.search(greeting));
  const lines = text.slice(from).split('\n');
  const value = (name: string) =>
    lines.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1) ?? '';
  const [gate, mode] = value('gate').split(' ');
  const time = Number(value('time'));
  if ((mode !== 'forced' && mode !== 'inline') || !/^\d+$/.test(gate ?? '') || !Number.isSafeInteger(time)) {
    const next = 'Put the present gate there: ot-configure --authorized-keys.';
    fail('answer', { what: 'production greets in a way that is not understood', next });
  }
  const word = (name: string) => printable(value(name));
  return {
    mode,
    gate: Number(gate),
    time,
    host: word('host'),
    rsync: word('rsync'),
    os: word('os'),
    arch: word('arch'),
    noise: lastLines(text.slice(0, from), 2),
  };
}
