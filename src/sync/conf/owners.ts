import { lstat } from 'node:fs/promises';
import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { findAccount, findGroup } from '../../machines/accounts.ts';
import type { Owner } from '../../odoo/owner.ts';
import type { Entry } from '../trees/tree.ts';
import { toBytes } from './put-file.ts';

/** An account name that may be looked up. */
const plain = /^[A-Za-z_][A-Za-z0-9_.-]*\$?$/;

/** Who owns a file here: whoever does now; for a new one production's owner by name, or root. */
export async function ownerOf(
  context: Context,
  config: Config,
  { path, source }: { readonly path: string; readonly source: Entry },
): Promise<Owner | undefined> {
  if (context.env.uid !== 0) return undefined;
  const present = await lstat(toBytes(path)).catch(() => undefined);
  if (present !== undefined) return { uid: present.uid, gid: present.gid };
  const { owner, group } = source;
  const account = plain.test(owner) ? await findAccount(context, config, owner) : undefined;
  const gid = plain.test(group) ? await findGroup(context, config, group) : undefined;
  return { uid: account?.uid ?? 0, gid: gid ?? 0 };
}
