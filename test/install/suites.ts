/** The Debian releases that the package must install on as they come. */
export const debianNames = ['bullseye', 'bookworm', 'trixie'] as const;

/** The code name of a Debian release. */
export type DebianName = (typeof debianNames)[number];

/** What the package depends on and recommends: there before, so that an installation needs no network. */
export const presentPackages: readonly string[] = [
  'cron',
  'logrotate',
  'openssh-client',
  'postgresql-client-common',
  'procps',
  'rsync',
];
