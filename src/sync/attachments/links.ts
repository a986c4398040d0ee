import { join } from 'node:path';
import { pathOf } from '../../files/names.ts';
import { makeOwnFolder, stagingFolder } from '../hold/own-folder.ts';
import type { Bringing } from './bring.ts';
import type { Missing } from './compare.ts';

/** Makes the links that are missing. They need no transfer: the listing told where they lead. */
export async function bringLinks(
  { session, plan, placer }: Bringing,
  links: readonly Missing[],
): Promise<void> {
  for (const missing of links) {
    session.context.signal.throwIfAborted();
    const base = plan.places.get(missing.area.path)?.base ?? plan.dataFolder;
    const staging = stagingFolder(base, 'attachments');
    await makeOwnFolder(session.context, base, staging);
    await placer.placeLink(pathOf(join(staging), '.ot-link'), missing);
    plan.done.placed.set(missing, missing.wanted.target.length);
  }
}
