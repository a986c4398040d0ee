import type { Config } from '../config/keys.ts';

/** Where odoo.conf is on production. */
export function productionOdooConf(config: Config): string {
  return config.PRODUCTION_ODOO_CONF === '' ? config.ODOO_CONF : config.PRODUCTION_ODOO_CONF;
}
