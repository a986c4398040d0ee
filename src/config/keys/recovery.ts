import { choice, host, integer, orEmpty, path, plainName, webAddress, words } from '../kinds.ts';
import { keyIn } from './key.ts';

const key = keyIn('recovery');

/** Recovery. */
export const recoveryKeys = {
  NOTES_DIR: key(
    orEmpty(path),
    '',
    'Folder for the notes of incidents, as plain Markdown. Nothing: beside the journal of each incident.',
  ),
  RECOVERY_DIR: key(
    path,
    '/etc/odoo/ot-recovery.d',
    "Folder with the site's own steps of the recovery checklist, as YAML files.",
  ),
  FENCE_COMMAND: key(
    orEmpty(path),
    '',
    'A program of the site that shuts production down for good, such as over its power supply. Like all programs of the site it finds OT_INCIDENT, OT_STEP, OT_STANDBY and OT_PRODUCTION in its environment, and OT_DRILL=1 in a drill, where it runs on a copy only (--in-drill).',
  ),
  SNAPSHOT_COMMAND: key(orEmpty(path), '', 'A program of the site that makes an image of this machine.'),
  REPOINT_COMMAND: key(
    orEmpty(path),
    '',
    'A program of the site that points proxies and DNS at this machine.',
  ),
  INFORM_COMMAND: key(
    orEmpty(path),
    '',
    'A program of the site that tells the people; it gets the message on standard input.',
  ),
  SITE_COMMAND_SECONDS: key(integer(1, 86400), 900, 'How long a program of the site may take, in seconds.'),
  PROMOTE_SECONDS: key(integer(5, 3600), 60, 'How long PostgreSQL may take to become a primary, in seconds.'),
  PROMOTE_DRIVER: key(
    choice('auto', 'pg_promote', 'patroni', 'repmgr'),
    'auto',
    'Who promotes PostgreSQL: PostgreSQL itself, Patroni or repmgr. auto: the cluster manager that is found, else PostgreSQL itself.',
  ),
  PATRONI_CONFIG: key(
    orEmpty(path),
    '',
    "Patroni's configuration file on this machine. Nothing: the one that is found.",
  ),
  REPMGR_CONFIG: key(orEmpty(path), '', 'The repmgr.conf of this machine. Nothing: the one that is found.'),
  REPLAY_SECONDS: key(
    integer(1, 86400),
    300,
    'How long a promotion waits until all that was received is replayed, in seconds.',
  ),
  ODOO_SECONDS: key(integer(5, 3600), 180, 'How long Odoo may take until it answers, in seconds.'),
  ODOO_URL: key(
    orEmpty(webAddress),
    '',
    'Where Odoo answers on this machine. Nothing: the port of odoo.conf on 127.0.0.1.',
  ),
  ODOO_HOST: key(
    orEmpty(host),
    '',
    'Host name that the login page is asked for with. Nothing: that of web.base.url in the database.',
  ),
  PUBLIC_URL: key(
    orEmpty(webAddress),
    '',
    'Address that users call Odoo by, such as https://odoo.example.com: a recovery proves that it leads here. Nothing: web.base.url of each database.',
  ),
  ODOO_LOGIN_FILE: key(
    orEmpty(path),
    '',
    'File with a user of Odoo that the smoke test logs in as: name in line 1, password in line 2, not readable by others (chmod 0640). Nothing: no login is tried.',
  ),
  SERVICES: key(
    words(plainName),
    [],
    'Further services that a promotion enables and starts after Odoo, in this order. One that does not start holds Odoo up no longer than that.',
  ),
  QUIET_START: key(
    choice('yes', 'no'),
    'no',
    "Whether Odoo's scheduled jobs, and with them outgoing mail, wait after a promotion until they are released.",
  ),
} as const;
