import type { Invocation, Options } from '../command.ts';
import { jsonOption } from '../command.ts';

/** Options of ot-configure. */
export const configureOptions = {
  set: { type: 'string', value: 'KEY=VALUE', multiple: true, about: 'set a key; may be given several times' },
  show: { type: 'boolean', about: 'show all values and where each comes from' },
  explain: { type: 'boolean', about: 'explain the keys that are named, or all' },
  detect: { type: 'boolean', about: 'look at this machine and propose values; changes nothing' },
  'make-key': { type: 'boolean', about: 'make the ssh key for production, unless there is one' },
  'pin-host-key': { type: 'boolean', about: "show production's host key and pin it" },
  fingerprint: {
    type: 'string',
    value: 'SHA256:…',
    about: 'with --pin-host-key: pin only the key that has it',
  },
  'trust-on-first-use': {
    type: 'boolean',
    about: 'with --pin-host-key: pin what is shown, when nothing is pinned yet',
  },
  'authorized-keys': { type: 'boolean', about: 'print the line for authorized_keys on production' },
  'print-gate': { type: 'boolean', about: 'print the script that the line names' },
  enable: { type: 'boolean', about: 'test the connection, and switch sync on when it works' },
  plain: { type: 'boolean', about: 'ask the plain questions instead of showing the form' },
  'dry-run': { type: 'boolean', about: 'show what would change, and change nothing' },
  ...jsonOption,
} as const satisfies Options;

/** A started ot-configure. */
export type Configure = Invocation<typeof configureOptions>;
