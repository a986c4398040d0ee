import { account, host, integer, orEmpty, path, plainName } from '../kinds.ts';
import { keyIn } from './key.ts';

const key = keyIn('postgres');

/** The standby's database. */
export const postgresKeys = {
  PG_CLUSTER: key(
    orEmpty(plainName),
    '',
    'The cluster of this machine as VERSION/NAME, such as 15/main. Nothing: the only one that is a standby.',
  ),
  PG_HOST: key(
    orEmpty({
      ...host,
      expected: 'a host name, an address or a socket folder',
      read: (text) => path.read(text) ?? host.read(text),
    }),
    '',
    "Where the standby's database listens, when it is not a cluster of this machine: host name, address or socket folder.",
  ),
  PG_PORT: key(integer(1, 65535), 5432, 'Port of PG_HOST; a cluster of this machine tells its own.'),
  PG_USER: key(
    plainName,
    'postgres',
    'Database user that may read replication state and the attachment table.',
  ),
  PG_PASSFILE: key(orEmpty(path), '', 'A pgpass file for PG_USER, when PG_HOST asks for a password.'),
  PG_OS_USER: key(
    account,
    'postgres',
    'System user that a cluster of this machine lets in without a password.',
  ),
} as const;
