import { chown, mkdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from '../../files/durable-files.ts';
import { ownFolderName, stagingFolder } from '../hold/own-folder.ts';
import type { AttachmentsPlan } from './attachments-plan.ts';
import type { Owner } from '../../odoo/owner.ts';
import { odooModes } from './odoo-modes.ts';

/** Makes the data folder, and what leads to it, on a machine where Odoo never ran. */
export async function makeDataFolder({ dataFolder, owner }: AttachmentsPlan): Promise<void> {
  await makeOne(dataFolder, owner);
}

async function makeOne(path: string, owner: Owner | undefined): Promise<void> {
  try {
    await mkdir(path, { mode: odooModes.folder });
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT') throw error;
    await makeOne(dirname(path), owner);
    return makeOne(path, owner);
  }
  if (owner !== undefined) await chown(path, owner.uid, owner.gid);
}

/** Takes away what is left in staging: everything that was worth it has its place by now. */
export async function clearStaging(plan: AttachmentsPlan): Promise<void> {
  const bases = new Set([plan.dataFolder, ...[...plan.places.values()].map((place) => place.base)]);
  for (const base of bases) {
    const staging = stagingFolder(base, 'attachments');
    await rm(staging, { recursive: true, force: true });
    for (const folder of [dirname(staging), join(base, ownFolderName)])
      await rmdir(folder).catch(() => undefined);
  }
}
