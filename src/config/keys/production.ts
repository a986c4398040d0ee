import { account, choice, host, integer, orEmpty, path } from '../kinds.ts';
import { keyIn } from './key.ts';

const key = keyIn('production');

/** Production: where to sync from. */
export const productionKeys = {
  SYNCMODE: key(choice('on', 'off'), 'off', 'Whether syncs run. ot-enable-sync and ot-disable-sync set it.'),
  SYNCSRC: key(host, 'NOT-SET', 'Host name or address of production.'),
  REMOTEODOO: key(
    account,
    'odoo',
    'User on production that the standby logs in as; it must be able to read the files of Odoo.',
  ),
  SSH_PORT: key(integer(1, 65535), 22, 'Port of ssh on production.'),
  SSH_KEY: key(orEmpty(path), '', 'Private key for the login. Nothing: the keys that ssh finds by itself.'),
  SSH_KNOWN_HOSTS: key(
    path,
    '/var/lib/ot-redundancy/known_hosts',
    "File with production's pinned host key. root's own known_hosts is read too.",
  ),
  CONNECT_SECONDS: key(integer(1, 300), 5, 'How long to wait for production to answer, in seconds.'),
  COMMAND_SECONDS: key(
    integer(5, 3600),
    120,
    'How long one question to production or one local check may take, in seconds.',
  ),
  TRANSFER_IDLE_SECONDS: key(
    integer(5, 3600),
    60,
    'A transfer that moves nothing for so many seconds is ended.',
  ),
  JOB_SECONDS: key(
    integer(60, 604800),
    21600,
    'A transfer or an installation that takes longer than this is ended, in seconds.',
  ),
  BANDWIDTH_KBPS: key(
    integer(0, 10000000),
    0,
    'Most that transfers may use, in KiB per second. 0: no limit.',
  ),
} as const;
