import * as v from 'valibot';
import { createMarker } from '../marker.ts';

const absolute = v.pipe(v.string(), v.startsWith('/'));

const Pending = v.object({
  /** The folder with the earlier versions. */
  hold: absolute,
  /** Everything that is being replaced, absolute, each byte as one character. */
  paths: v.array(absolute),
});

/** A replacement that was begun, and is not tested yet. */
export type Pending = v.InferOutput<typeof Pending>;

/** Stands while a replacement is under way. */
export const pendingReplacement = createMarker('conf-pending.json', Pending);
