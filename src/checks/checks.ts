import { jobNames } from '../sync/job.ts';
import type { Check } from './check.ts';
import { configuration } from './configuration.ts';
import { receiver } from './database/receiver.ts';
import { replayPaused } from './database/replay-paused.ts';
import { replay } from './database/replay.ts';
import { timeline } from './database/timeline.ts';
import { filestore } from './filestore.ts';
import { jobCheck } from './job.ts';
import { role } from './role.ts';
import { syncMode } from './sync-mode.ts';

/** Every readiness check, in the order in which they are shown. */
export const checks: readonly Check[] = [
  configuration,
  role,
  syncMode,
  receiver,
  replay,
  replayPaused,
  timeline,
  filestore,
  ...jobNames.map(jobCheck),
];
