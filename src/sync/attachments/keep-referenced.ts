import { Failure } from '../../failures.ts';
import { nameOf, pathOf } from '../../files/names.ts';
import { readEntry } from '../../files/walk.ts';
import { referencedNames } from '../../odoo/attachment-references.ts';
import type { Session } from '../job.ts';
import type { Problem } from '../plan.ts';
import { filestore } from './areas.ts';
import type { Removal } from './attachments-plan.ts';

/** What may be set aside, after the standby's own databases were asked. */
export interface Kept {
  readonly removals: readonly Removal[];
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

const shownNames = 5;

/**
 * Leaves out what a row of any of the standby's databases refers to, whatever production says: a row of another database
 * counts where that one has no such file of its own. Where they cannot be asked nothing may be taken away at all.
 */
export async function keepReferenced(
  session: Session,
  dataFolder: string,
  removals: readonly Removal[],
): Promise<Kept> {
  const { context, config, server } = session;
  const names = [...new Set(removals.flatMap((removal) => removal.storeNames))];
  try {
    const referenced = await referencedNames(context, config, { server, names });
    const needs = (name: string, area: string) => (database: string) => {
      const own = `${filestore}/${nameOf(database)}`;
      return own === area || readEntry(pathOf(dataFolder, `${own}/${name}`))?.kind !== 'file';
    };
    const isNeeded = ({ area, storeNames }: Removal) =>
      storeNames.some((name) => referenced.get(name)?.some(needs(name, area.path)) === true);
    const needed = removals.filter(isNeeded);
    const free = needed.length === 0 ? removals : removals.filter((removal) => !isNeeded(removal));
    return { removals: free, problems: [], notes: needed.length === 0 ? [] : [tellNeeded(needed)] };
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'interrupted') throw error;
    const what = `what production no longer has (${removals.length}) stays: ${error.message}`;
    return { removals: [], problems: [{ item: 'removals', what, next: error.next }], notes: [] };
  }
}

function tellNeeded(needed: readonly Removal[]): string {
  const examples = needed.slice(0, shownNames).map(({ item }) => item.name);
  const more = needed.length > shownNames ? ', …' : '';
  return `${needed.length} that production no longer has stay, the database here refers to them: ${examples.join(', ')}${more}`;
}
