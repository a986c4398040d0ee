import { addonsPath, parseOdooConf } from '../../odoo/odoo-conf.ts';
import { Failure } from '../../failures.ts';
import type { Session } from '../job.ts';
import { fetchFile } from '../fetch-file.ts';
import { productionOdooConf } from '../../odoo/production-odoo-conf.ts';

/** The folders that production's odoo.conf lists, or why they are not known. */
export type AddonsPaths = { readonly paths: readonly string[] } | { readonly why: string };

/** Reads addons_path of production's odoo.conf. */
export async function productionAddonsPath(session: Session): Promise<AddonsPaths> {
  const path = productionOdooConf(session.config);
  const fetched = await fetchFile(session, path);
  if ('why' in fetched) return fetched;
  try {
    return { paths: addonsPath(parseOdooConf(path, fetched.content.toString('latin1'))) };
  } catch (error) {
    if (error instanceof Failure && error.code === 'odoo-conf') return { why: error.message };
    throw error;
  }
}
