import type { ReplayPosition } from '../../../postgres/replay-position.ts';
import type { Session } from '../../job.ts';
import { sameFolders } from './folder-identity.ts';
import type { FilestoreBase, FilestoreState } from './state.ts';

const fullMs = 3_600_000;
/** Half of what an age of a transaction can tell. */
const mostXids = 1_000_000_000n;

/** From where to go on; undefined when everything has to be compared. */
export function usableBase(
  { context }: Session,
  { base }: FilestoreState,
  { position, dataFolder }: { readonly position: ReplayPosition; readonly dataFolder: string },
): FilestoreBase | undefined {
  if (base === undefined || base.dataFolder !== dataFolder) return undefined;
  if (base.systemId !== position.systemId || base.timeline !== position.timeline) return undefined;
  const age = context.clock.now().getTime() - Date.parse(base.fullAt);
  if (!(age >= 0 && age < fullMs)) return undefined;
  if (!sameFolders(base)) return undefined;
  return BigInt(position.xid) - BigInt(base.xid) < mostXids ? base : undefined;
}
