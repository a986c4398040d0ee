import { account, orEmpty, path, plainName } from '../kinds.ts';
import { keyIn } from './key.ts';

const key = keyIn('odoo');

/** Odoo on both machines. */
export const odooKeys = {
  ODOO_CONF: key(path, '/etc/odoo/odoo.conf', "Odoo's configuration file on this machine."),
  PRODUCTION_ODOO_CONF: key(
    orEmpty(path),
    '',
    "Odoo's configuration file on production. Nothing: the same path as here.",
  ),
  ODOO_USER: key(account, 'odoo', 'System user that owns the files of Odoo on this machine.'),
  ODOO_GROUP: key(account, 'odoo', 'Group of the files of Odoo on this machine.'),
  ODOO_SERVICE: key(plainName, 'odoo', 'The service that runs Odoo.'),
  DATA_DIR: key(
    orEmpty(path),
    '',
    "Odoo's data folder on this machine. Nothing: data_dir of odoo.conf, or Odoo's default.",
  ),
  PRODUCTION_DATA_DIR: key(
    orEmpty(path),
    '',
    "Odoo's data folder on production. Nothing: the same path as here.",
  ),
} as const;
