import { readFile } from 'node:fs/promises';
import { errorCode } from '../../files/durable-files.ts';
import { fail } from '../../failures.ts';
import { foreignAddress } from '../../odoo/listen-address.ts';
import type { OdooConf } from '../../odoo/odoo-conf.ts';
import { addonsPath, parseOdooConf } from '../../odoo/odoo-conf.ts';
import { productionOdooConf } from '../../odoo/production-odoo-conf.ts';
import { showName } from '../../files/names.ts';
import { readEntry } from '../../files/walk.ts';
import type { Session } from '../job.ts';
import type { PlanGroup, Problem } from '../plan.ts';
import { guardDatabaseHost } from './database-host.ts';
import { fetchFile } from '../fetch-file.ts';
import type { ConfText } from './odoo-conf-merge.ts';
import { changedOptions, mergeOdooConf } from './odoo-conf-merge.ts';

/** What becomes of odoo.conf. */
export interface OdooConfPlan {
  readonly group: PlanGroup;
  /** Its new content; undefined when it stays as it is. */
  readonly content: Buffer | undefined;
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

/** Puts production's odoo.conf together with this machine's own options. Throws `would-break-standby`. */
export async function planOdooConf(session: Session): Promise<OdooConfPlan> {
  const { config } = session;
  const path = productionOdooConf(config);
  const own = await readOwn(config.ODOO_CONF);
  const fetched = await fetchFile(session, path);
  if ('why' in fetched) {
    const next = `See that it is there and that ${config.REMOTEODOO} may read it.`;
    return { ...nothing(own), problems: [{ item: 'odoo.conf', what: fetched.why, next }] };
  }
  const source = { path: `production's ${path}`, text: fetched.content.toString('latin1') };
  const text = mergeOdooConf({ source, own, keep: config.ODOO_CONF_KEEP });
  const result = parseOdooConf(config.ODOO_CONF, text);
  const present = own === undefined ? undefined : parseOdooConf(own.path, own.text);
  await guardDatabaseHost(session, { result, own: present });
  const problems = await cannotListen(session, result);
  const notes = missingAddons(addonsPath(result));
  if (text === own?.text) return { ...nothing(own), problems, notes };
  const options = changedOptions(own, { path: config.ODOO_CONF, text });
  const note = options.length === 0 ? 'comments, order or other sections' : options.join(', ');
  const item = { name: config.ODOO_CONF, bytes: text.length, note };
  const group = { ...nothing(own).group, source: 1 };
  return {
    group: own === undefined ? { ...group, add: [item] } : { ...group, change: [item] },
    content: Buffer.from(text, 'latin1'),
    problems,
    notes,
  };
}

function nothing(own: ConfText | undefined): OdooConfPlan {
  const empty = { add: [], change: [], remove: [] };
  const group = { title: 'odoo.conf', present: own === undefined ? 0 : 1, source: 1, ...empty, many: false };
  return { group, content: undefined, problems: [], notes: [] };
}

/** An address of production's own came along; one that somebody chose to keep is meant. */
async function cannotListen({ config }: Session, result: OdooConf): Promise<readonly Problem[]> {
  if (config.ODOO_CONF_KEEP.some((name) => /^(http|xmlrpc)_interface$/i.test(name))) return [];
  const foreign = await foreignAddress(result);
  return foreign === undefined ? [] : [{ item: 'odoo.conf', what: foreign.said, next: foreign.next }];
}

/** Folders of addons_path that are not here: Odoo would not start. */
function missingAddons(paths: readonly string[]): readonly string[] {
  const missing = paths.filter((path) => readEntry(Buffer.from(path, 'latin1')) === undefined);
  return missing.length === 0
    ? []
    : [`addons_path names what is not here: ${missing.map(showName).join(', ')}`];
}

async function readOwn(path: string): Promise<ConfText | undefined> {
  try {
    return { path, text: await readFile(path, 'latin1') };
  } catch (error) {
    const code = errorCode(error) ?? String(error);
    if (code === 'ENOENT') return undefined;
    const next =
      code === 'EACCES' ? 'Run this as root (sudo).' : 'Look at the disk and at the permissions there.';
    return fail('odoo-conf', { what: `${path} cannot be read (${code})`, next, cause: error });
  }
}
