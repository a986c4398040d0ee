import * as v from 'valibot';
import { createMarker } from '../marker.ts';

const Pending = v.object({
  folder: v.string(),
  name: v.string(),
  /** Inode of the new version, which stood in the staging folder. */
  staged: v.string(),
  /** Inode of the version that it replaces. */
  present: v.string(),
});

/** Stands while one version of a project is switched for another. */
export const pendingSwitch = createMarker('projects-pending.json', Pending);
