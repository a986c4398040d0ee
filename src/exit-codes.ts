/** Every exit code of every command, with what it means. The manual pages print this table. */
export const exitCodes = {
  ok: { code: 0, means: 'done, and the result was verified' },
  failed: { code: 1, means: 'failed; what went wrong is named' },
  usage: { code: 2, means: 'the command line is wrong' },
  partial: { code: 3, means: 'done in part; what was left out is named' },
  off: { code: 4, means: 'sync is off (SYNCMODE)' },
  configuration: { code: 10, means: 'the configuration is missing or wrong' },
  locked: { code: 11, means: 'another run holds the lock' },
  unreachable: { code: 12, means: 'production cannot be reached or answers wrongly' },
  refused: { code: 13, means: 'refused by a guard; nothing was changed' },
  unverified: { code: 14, means: 'done, but the result did not pass verification' },
  interrupted: { code: 130, means: 'interrupted; the last good state is kept' },
} as const;

/** The name of an exit code. */
export type ExitName = keyof typeof exitCodes;

const severity: readonly ExitName[] = [
  'ok',
  'off',
  'locked',
  'partial',
  'unverified',
  'unreachable',
  'refused',
  'configuration',
  'usage',
  'failed',
  'interrupted',
];

/** The most serious of several outcomes; `ok` when there are none. */
export function worst(names: readonly ExitName[]): ExitName {
  return names.reduce<ExitName>((a, b) => (severity.indexOf(b) > severity.indexOf(a) ? b : a), 'ok');
}
