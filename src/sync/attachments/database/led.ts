import type { ReplayPosition } from '../../../postgres/replay-position.ts';
import type { Problem } from '../../plan.ts';
import type { Missing } from '../compare.ts';
import type { FilestoreBase, FilestoreState, OrphansSince } from './state.ts';

/** What the end of a run needs to know of a filestore that the database leads. */
export interface Led {
  readonly state: FilestoreState;
  readonly position: ReplayPosition;
  /** Whether everything was compared, not only what is new. */
  readonly full: boolean;
  /** Nothing was replayed since the last complete run: nothing was asked. */
  readonly unchanged: boolean;
  readonly databases: FilestoreBase['databases'];
  readonly dataFolder: string;
  readonly missing: readonly Missing[];
  /** Of the filestore: with any of them, it is not known to be complete. */
  readonly problems: readonly Problem[];
  /** New since when files have no row; undefined when they were not looked for. */
  readonly orphans: OrphansSince | undefined;
  /** Whether the other folders of the data folder were compared too. */
  readonly others: boolean;
  /** What production did not have of the missing ones, by path, and whether it is lost there. Filled by apply. */
  readonly absent: Map<string, boolean>;
}
