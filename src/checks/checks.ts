import { jobNames } from '../sync/job.ts';
import type { Check } from './check.ts';
import { clock } from './database/clock.ts';
import { configuration } from './configuration.ts';
import { receiver } from './database/receiver.ts';
import { replayPaused } from './database/replay-paused.ts';
import { promotionDriver } from './database/promotion-driver.ts';
import { replay } from './database/replay.ts';
import { applyDelay, synchronous } from './database/settings.ts';
import { timeline } from './database/timeline.ts';
import { slot } from './database/slot.ts';
import { drill } from './drill.ts';
import { filestore } from './filestore.ts';
import { jobCheck } from './job.ts';
import { lostFiles } from './lost-files.ts';
import { disks } from './machine/disk.ts';
import { formerProduction } from './machine/former-production.ts';
import { production } from './machine/production.ts';
import { services } from './machine/services.ts';
import { addonsFolders } from './odoo/addons-folders.ts';
import { dataFolder } from './odoo/data-folder.ts';
import { modules } from './odoo/modules.ts';
import { ownDatabase } from './odoo/own-database.ts';
import { ports } from './odoo/ports.ts';
import { replicaHost } from './odoo/replica-host.ts';
import { serviceOff } from './odoo/service-off.ts';
import { removals } from './removals.ts';
import { role } from './role.ts';
import { syncMode } from './sync-mode.ts';

/** Every readiness check, in the order in which they are shown. */
export const checks: readonly Check[] = [
  configuration,
  role,
  syncMode,
  production,
  formerProduction,
  receiver,
  replay,
  replayPaused,
  applyDelay,
  synchronous,
  timeline,
  promotionDriver,
  slot,
  clock,
  ...disks,
  filestore,
  lostFiles,
  removals,
  ...jobNames.map(jobCheck),
  ownDatabase,
  replicaHost,
  dataFolder,
  addonsFolders,
  ports,
  serviceOff,
  modules,
  services,
  drill,
];
