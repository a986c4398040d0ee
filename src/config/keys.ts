import type { Kind } from './kinds.ts';
import {
  account,
  choice,
  host,
  integer,
  namePattern,
  orEmpty,
  path,
  plainName,
  webAddress,
  words,
} from './kinds.ts';

/** One configuration key: everything that is known of it, once. Help, pages and the form are made from it. */
export interface Key<T> {
  readonly kind: Kind<T>;
  readonly fallback: T;
  /** The group of the form and of the manual page it stands in. */
  readonly group: KeyGroup;
  /** What it is, in a sentence or two. */
  readonly about: string;
}

/** The groups of keys, in the order in which they are shown. */
export const keyGroups = {
  production: 'Production: where to sync from',
  postgres: "The standby's database",
  odoo: 'Odoo on both machines',
  files: 'Files and projects',
  packages: 'Packages',
  configuration: 'Configuration files',
  limits: 'Limits and safety',
  folders: "The tool's own folders",
  recovery: 'Recovery',
  alerts: 'Alerts and lateness',
} as const;

/** The name of a group of keys. */
export type KeyGroup = keyof typeof keyGroups;

function key<T>(group: KeyGroup, kind: Kind<T>, fallback: NoInfer<T>, about: string): Key<T> {
  return { group, kind, fallback, about };
}

/** Every key of the configuration file. The first four are those of the original suite and mean what they meant. */
export const keys = {
  SYNCMODE: key(
    'production',
    choice('on', 'off'),
    'off',
    'Whether syncs run. ot-enable-sync and ot-disable-sync set it.',
  ),
  SYNCSRC: key('production', host, 'NOT-SET', 'Host name or address of production.'),
  REMOTEODOO: key(
    'production',
    account,
    'odoo',
    'User on production that the standby logs in as; it must be able to read the files of Odoo.',
  ),
  SSH_PORT: key('production', integer(1, 65535), 22, 'Port of ssh on production.'),
  SSH_KEY: key(
    'production',
    orEmpty(path),
    '',
    'Private key for the login. Nothing: the keys that ssh finds by itself.',
  ),
  SSH_KNOWN_HOSTS: key(
    'production',
    path,
    '/var/lib/ot-redundancy/known_hosts',
    "File with production's pinned host key. root's own known_hosts is read too.",
  ),
  CONNECT_SECONDS: key(
    'production',
    integer(1, 300),
    5,
    'How long to wait for production to answer, in seconds.',
  ),
  COMMAND_SECONDS: key(
    'production',
    integer(5, 3600),
    120,
    'How long one question to production or one local check may take, in seconds.',
  ),
  TRANSFER_IDLE_SECONDS: key(
    'production',
    integer(5, 3600),
    60,
    'A transfer that moves nothing for so many seconds is ended.',
  ),
  JOB_SECONDS: key(
    'production',
    integer(60, 604800),
    21600,
    'A transfer or an installation that takes longer than this is ended, in seconds.',
  ),
  BANDWIDTH_KBPS: key(
    'production',
    integer(0, 10000000),
    0,
    'Most that transfers may use, in KiB per second. 0: no limit.',
  ),

  PG_CLUSTER: key(
    'postgres',
    orEmpty(plainName),
    '',
    'The cluster of this machine as VERSION/NAME, such as 15/main. Nothing: the only one that is a standby.',
  ),
  PG_HOST: key(
    'postgres',
    orEmpty({
      ...host,
      expected: 'a host name, an address or a socket folder',
      read: (text) => path.read(text) ?? host.read(text),
    }),
    '',
    "Where the standby's database listens, when it is not a cluster of this machine: host name, address or socket folder.",
  ),
  PG_PORT: key('postgres', integer(1, 65535), 5432, 'Its port; counts only with PG_HOST.'),
  PG_USER: key(
    'postgres',
    plainName,
    'postgres',
    'Database user that may read replication state and the attachment table.',
  ),
  PG_PASSFILE: key(
    'postgres',
    orEmpty(path),
    '',
    'A pgpass file for that user, when PG_HOST asks for a password.',
  ),
  PG_OS_USER: key(
    'postgres',
    account,
    'postgres',
    'System user that a cluster of this machine lets in without a password.',
  ),

  ODOO_CONF: key('odoo', path, '/etc/odoo/odoo.conf', "Odoo's configuration file on this machine."),
  PRODUCTION_ODOO_CONF: key('odoo', orEmpty(path), '', 'The same on production. Nothing: the same path.'),
  ODOO_USER: key('odoo', account, 'odoo', 'System user that owns the files of Odoo on this machine.'),
  ODOO_GROUP: key('odoo', account, 'odoo', 'Group of the files of Odoo on this machine.'),
  ODOO_SERVICE: key('odoo', plainName, 'odoo', 'The service that runs Odoo.'),
  DATA_DIR: key(
    'odoo',
    orEmpty(path),
    '',
    "Odoo's data folder on this machine. Nothing: data_dir of odoo.conf, or Odoo's default.",
  ),
  PRODUCTION_DATA_DIR: key(
    'odoo',
    orEmpty(path),
    '',
    'The same on production. Nothing: the same path as here.',
  ),

  DATA_FOLDERS: key(
    'files',
    words(plainName),
    ['filestore', 'addons'],
    'Folders of the data folder that are kept in step. Add sessions to keep browsers logged in after a failover.',
  ),
  FILESTORE_MODE: key(
    'files',
    choice('database', 'mirror'),
    'mirror',
    "What says which files the filestore needs: a walk over production's filestore, or the standby's own database, which spares production the walk.",
  ),
  PROJECT_DIR: key('files', path, '/usr/share', 'Folder that the addon projects stand in.'),
  PROJECT_PATTERNS: key('files', words(namePattern), ['odoo-*', 'odooext-*'], 'Names of the projects.'),
  PROJECT_EXCLUDE: key('files', words(namePattern), [], 'Projects that are left alone.'),

  APT_DIR: key('packages', path, '/etc/apt', "apt's configuration folder."),
  APT_KEYRING_DIR: key(
    'packages',
    path,
    '/usr/share/keyrings',
    'Second folder with keys of repositories; those that a repository names as its own come along with it.',
  ),
  APT_SOURCES: key(
    'packages',
    choice('sync', 'keep'),
    'sync',
    'Whether the package repositories are kept in step with production, or left as they are.',
  ),
  APT_EXCLUDE: key(
    'packages',
    words(namePattern),
    [
      'linux-image-*',
      'linux-headers-*',
      'linux-modules-*',
      'linux-generic*',
      'linux-virtual*',
      'grub-*',
      'shim-*',
      'firmware-*',
      'intel-microcode',
      'amd64-microcode',
      'postgresql',
      'postgresql-*',
      'ot-redundancy',
    ],
    'Packages that are never installed from here.',
  ),
  APT_DEB_DIR: key(
    'packages',
    path,
    '/var/lib/ot-redundancy/debs',
    'Folder for .deb files of packages that are in no repository; put them there to have them installed.',
  ),
  PIP_PYTHON: key(
    'packages',
    path,
    '/usr/bin/python3',
    'The Python that Odoo runs with, on both machines. Name that of a virtual environment when Odoo uses one.',
  ),
  PIP_BREAK_SYSTEM_PACKAGES: key(
    'packages',
    choice('yes', 'no'),
    'no',
    'Whether pip may install into a Python that the system manages itself (Debian 12 and later).',
  ),
  PIP_REQUIREMENTS: key(
    'packages',
    orEmpty(path),
    '',
    'A requirements file of the site with hashes or index options, which pip is then held to.',
  ),
  PIP_EXCLUDE: key(
    'packages',
    words(namePattern),
    ['pip', 'setuptools', 'wheel', 'pkg-resources'],
    'Python modules that are never installed from here.',
  ),

  NGINX_DIR: key(
    'configuration',
    path,
    '/etc/nginx',
    "nginx's configuration folder, for sites-available and sites-enabled.",
  ),
  CONF_FILES: key('configuration', words(path), [], 'Further files and folders to copy from production.'),
  ODOO_CONF_KEEP: key(
    'configuration',
    words(plainName),
    ['db_host', 'db_port', 'db_user', 'db_password', 'db_sslmode', 'data_dir', 'logfile'],
    "Options of odoo.conf that stay this machine's own.",
  ),
  CONF_VERSIONS: key(
    'configuration',
    integer(1, 1000),
    10,
    'How many earlier versions of each copied file are kept.',
  ),

  MAX_REMOVE_PERCENT: key(
    'limits',
    integer(0, 100),
    10,
    'A run that would take away more than this share of what is here is refused, in percent.',
  ),
  MAX_REMOVE_FLOOR: key(
    'limits',
    integer(0, 1000000),
    20,
    'So many removals are never called out of proportion, as long as the source is not empty. Projects and databases do not have this allowance.',
  ),
  HOLD_DAYS: key('limits', integer(1, 3650), 30, 'How many days what a sync took away can be brought back.'),
  ORPHAN_DAYS: key(
    'limits',
    integer(0, 3650),
    7,
    'How many days a file of the filestore stays after the last row that refers to it is gone. Longer than replay ever lags, and than the day that Odoo takes to collect.',
  ),
  MIN_FREE_MB: key('limits', integer(0, 10000000), 1024, 'Free disk space that a run must leave, in MiB.'),

  SUMMARYFILE: key(
    'folders',
    path,
    '/var/log/odoo/ot-redundancy-sync-timestamps.log',
    'The summary log: one line for each verified sync.',
  ),
  STATE_DIR: key('folders', path, '/var/lib/ot-redundancy', 'Where runs are recorded.'),
  RUN_DIR: key('folders', path, '/run/ot-redundancy', 'Where locks and connections live.'),

  NOTES_DIR: key(
    'recovery',
    orEmpty(path),
    '',
    'Folder for the notes of incidents, as plain Markdown. Nothing: beside the journal of each incident.',
  ),

  RECOVERY_DIR: key(
    'recovery',
    path,
    '/etc/odoo/ot-recovery.d',
    "Folder with the site's own steps of the recovery checklist, as YAML files.",
  ),
  FENCE_COMMAND: key(
    'recovery',
    orEmpty(path),
    '',
    'A program of the site that shuts production down for good, such as over its power supply.',
  ),
  SNAPSHOT_COMMAND: key(
    'recovery',
    orEmpty(path),
    '',
    'A program of the site that makes an image of this machine.',
  ),
  REPOINT_COMMAND: key(
    'recovery',
    orEmpty(path),
    '',
    'A program of the site that points proxies and DNS at this machine.',
  ),
  INFORM_COMMAND: key(
    'recovery',
    orEmpty(path),
    '',
    'A program of the site that tells the people; it gets the message on standard input.',
  ),
  SITE_COMMAND_SECONDS: key(
    'recovery',
    integer(1, 86400),
    900,
    'How long a program of the site may take, in seconds.',
  ),
  PROMOTE_SECONDS: key(
    'recovery',
    integer(5, 3600),
    60,
    'How long PostgreSQL may take to become a primary, in seconds.',
  ),
  REPLAY_SECONDS: key(
    'recovery',
    integer(1, 86400),
    300,
    'How long a promotion waits until all that was received is replayed, in seconds.',
  ),
  ODOO_SECONDS: key(
    'recovery',
    integer(5, 3600),
    180,
    'How long Odoo may take until it answers, in seconds.',
  ),
  ODOO_URL: key(
    'recovery',
    orEmpty(webAddress),
    '',
    'Where Odoo answers on this machine. Nothing: the port of odoo.conf on 127.0.0.1.',
  ),
  ODOO_HOST: key(
    'recovery',
    orEmpty(host),
    '',
    'Host name that the login page is asked for with. Nothing: that of web.base.url in the database.',
  ),
  SERVICES: key(
    'recovery',
    words(plainName),
    [],
    'Further services that a promotion enables and starts after Odoo, in this order.',
  ),
  QUIET_START: key(
    'recovery',
    choice('yes', 'no'),
    'no',
    "Whether Odoo's scheduled jobs, and with them outgoing mail, wait after a promotion until they are released.",
  ),

  LATE_ATTACHMENTS_MINUTES: key(
    'alerts',
    integer(1, 525600),
    130,
    'Attachments are called late when their last success is older, in minutes.',
  ),
  LATE_OTHERS_HOURS: key(
    'alerts',
    integer(1, 87600),
    768,
    'The other jobs are called late when their last success is older, in hours.',
  ),
  HEALTHCHECK_URL: key(
    'alerts',
    orEmpty(webAddress),
    '',
    'Called at the start (/start) and end (/exit code) of each job.',
  ),
  ALERT_COMMAND: key(
    'alerts',
    orEmpty(path),
    '',
    'A program that is run when a job fails; it gets the record of the run as JSON on standard input.',
  ),
} as const;

/** The name of a key. */
export type KeyName = keyof typeof keys;

/** All values, by the name of their key. */
export type Config = { readonly [K in KeyName]: (typeof keys)[K] extends Key<infer T> ? T : never };

/** The names of all keys, in order. */
export const keyNames: readonly KeyName[] = Object.keys(keys).filter(isKeyName);

/** Whether a word is the name of a key. */
export function isKeyName(word: string): word is KeyName {
  return Object.hasOwn(keys, word);
}
