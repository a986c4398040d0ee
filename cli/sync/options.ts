import type { ExitName } from '../../src/exit-codes.ts';
import type { Options } from '../command.ts';
import { configFile, jsonOption } from '../command.ts';

/** Options of every command that syncs. */
export const syncOptions = {
  'dry-run': { type: 'boolean', about: 'show what would change, and change nothing' },
  'allow-removals': {
    type: 'boolean',
    about: 'let this run take away as much as it found, even out of proportion or all of it',
  },
  ...jsonOption,
} as const satisfies Options;

/** Options of a command that syncs one thing. */
export const jobOptions = {
  ...syncOptions,
  stop: {
    type: 'boolean',
    about: 'end the run of this sync that is under way, whoever started it, and wait for its end',
  },
} as const satisfies Options;

/** Exit codes of every command that syncs. */
export const syncExits: readonly ExitName[] = [
  'failed',
  'partial',
  'off',
  'configuration',
  'locked',
  'unreachable',
  'refused',
  'unverified',
  'interrupted',
];

/** Files of every command that syncs. */
export const syncFiles = [
  configFile,
  { path: '/var/log/odoo/ot-redundancy-sync-timestamps.log', about: 'the summary log (SUMMARYFILE)' },
  { path: '/var/lib/ot-redundancy/runs', about: 'a record of every run' },
] as const;
