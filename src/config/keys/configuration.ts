import { integer, path, plainName, words } from '../kinds.ts';
import { keyIn } from './key.ts';

const key = keyIn('configuration');

/** Configuration files. */
export const configurationKeys = {
  NGINX_DIR: key(path, '/etc/nginx', "nginx's configuration folder, for sites-available and sites-enabled."),
  CONF_FILES: key(words(path), [], 'Further files and folders to copy from production.'),
  ODOO_CONF_KEEP: key(
    words(plainName),
    [
      'db_host',
      'db_port',
      'db_replica_host',
      'db_replica_port',
      'db_user',
      'db_password',
      'db_sslmode',
      'data_dir',
      'logfile',
    ],
    "Options of odoo.conf that stay this machine's own.",
  ),
  CONF_VERSIONS: key(integer(1, 1000), 10, 'How many earlier versions of each copied file are kept.'),
} as const;
