import { readFile, realpath, stat } from 'node:fs/promises';
import { nameOf } from '../../files/names.ts';
import { findAccount, findGroup } from '../../machines/accounts.ts';
import type { FileMode } from '../../files/files.ts';
import type { Session } from '../job.ts';
import type { Change } from './change.ts';
import { testNginx } from './nginx.ts';
import { ownerOf } from './owners.ts';
import { putFile, removeFile } from './put-file.ts';
import type { Replacement } from './replace.ts';
import type { Staged } from './stage-files.ts';

const strictestMode = 0o640;

/**
 * odoo.conf, and its last version beside it under the name that the original suite used. Where it is a link, that stays
 * one: the file that it leads to is replaced.
 */
export async function odooConfReplacement(
  { context, config }: Session,
  content: Buffer,
): Promise<Replacement> {
  const path = await realpath(config.ODOO_CONF).catch(() => config.ODOO_CONF);
  return {
    name: 'odoo',
    paths: [nameOf(path)],
    async put() {
      const mode = await modeOfOdooConf({ context, config });
      const present = await readFile(path).catch(() => undefined);
      if (present !== undefined)
        await context.files.writeAtomically(`${config.ODOO_CONF}.previous`, present, mode);
      await context.files.writeAtomically(path, content, mode);
    },
    test: async () => undefined,
  };
}

/** As it is now, but never readable by all: it holds passwords. Odoo must still be able to read it. */
async function modeOfOdooConf({ context, config }: Pick<Session, 'context' | 'config'>): Promise<FileMode> {
  const present = await stat(config.ODOO_CONF).catch(() => undefined);
  const mode = (present?.mode ?? strictestMode) & strictestMode;
  if (context.env.uid !== 0) return { mode };
  const group = await findGroup(context, config, config.ODOO_GROUP);
  const odoo = await findAccount(context, config, config.ODOO_USER);
  const open = present === undefined || (present.mode & 0o007) !== 0;
  const uid = present?.uid ?? 0;
  if (!open || uid === odoo?.uid) return { mode, uid, gid: present?.gid ?? 0 };
  // Odoo read it as one of all: from now on by its group.
  return { mode: mode | 0o040, uid, gid: group ?? present?.gid ?? 0 };
}

/** Changes with their content made ready. */
export interface ReadyChanges {
  readonly changes: readonly Change[];
  readonly staged: Staged;
}

/** Files and folders of the system; those of nginx are tested by nginx. */
export function filesReplacement(
  session: Session,
  name: 'nginx' | 'files',
  ready: ReadyChanges,
): Replacement {
  const { context, config } = session;
  return {
    name,
    paths: ready.changes.map(({ path }) => path).sort(),
    put: () => putChanges(session, ready, (path) => path),
    test: async () => (name === 'nginx' ? testNginx(context, config) : undefined),
  };
}

/** Makes files and folders as on production, at the places that their paths stand for. */
export async function putChanges(
  { context, config }: Session,
  { changes, staged }: ReadyChanges,
  placeOf: (path: string) => string,
): Promise<void> {
  const sorted = [...changes].sort((a, b) => (a.path < b.path ? -1 : 1));
  // What is below goes before what is above, and comes after it: a link must not lead what is below it elsewhere.
  const gone = sorted.filter(({ is }) => is === 'gone').reverse();
  for (const { path } of gone) await removeFile(placeOf(path));
  for (const change of sorted) {
    const { path, source } = change;
    if (source === undefined) continue;
    const owner = await ownerOf(context, config, { path, source });
    await putFile(context, placeOf(path), { entry: source, staged: staged.fileOf(change), owner });
  }
}
