import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import type { Comparing, Differences } from '../trees/differences.ts';
import { differences } from '../trees/differences.ts';
import type { Entry, Tree } from '../trees/tree.ts';

/** What Python compiles by itself: neither brought nor taken away, as the original's rsync filter had it. */
export const compiledExcludes = ['--exclude=*.pyc', '--exclude=__pycache__'] as const;

const compiled = /(?:^|\/)__pycache__(?:\/|$)|\.pyc(?:\/|$)/;

/** The name of a project's own folder among its entries. */
const self = '.';

/** What differs between a project on production and a copy of it here. */
export function compareProject(
  context: Context,
  config: Config,
  { source, here }: { readonly source: Tree; readonly here: Tree | undefined },
): Differences {
  const root = context.env.uid === 0;
  const comparing: Comparing = {
    ignored: (name) => compiled.test(name),
    // Who is not root cannot keep the owner, nor set-group-id for a group that is not his.
    modeMask: root ? { file: 0o777, folder: 0o2777 } : { file: 0o777, folder: 0o777 },
    owner: root ? { user: config.ODOO_USER, group: config.ODOO_GROUP } : undefined,
  };
  return differences(entriesOf(source), here === undefined ? new Map() : entriesOf(here), comparing);
}

function entriesOf({ root, entries }: Tree): ReadonlyMap<string, Entry> {
  return root === undefined ? entries : new Map([[self, root], ...entries]);
}
