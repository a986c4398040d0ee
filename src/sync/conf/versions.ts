import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { pathOf } from '../../files/names.ts';
import { readEntry } from '../../files/walk.ts';
import { heldNames, listHolds } from '../hold/list.ts';
import { filesName } from '../hold/manifest.ts';

/** Keeps the last CONF_VERSIONS earlier versions of each configuration file, however old, and deletes the others. */
export async function pruneVersions(context: Context, config: Config): Promise<void> {
  const kept = new Map<string, number>();
  const holds = (await listHolds(context, config)).filter(({ job, base }) => job === 'conf' && base === '/');
  for (const hold of holds) {
    let left = 0;
    for (const name of await heldNames(hold)) {
      const path = pathOf(join(hold.folder, filesName), name);
      if (readEntry(path) === undefined) continue;
      const versions = (kept.get(name) ?? 0) + 1;
      if (versions > config.CONF_VERSIONS) await rm(path, { recursive: true, force: true });
      else left += 1;
      kept.set(name, versions);
    }
    if (left === 0) await rm(hold.folder, { recursive: true, force: true });
  }
}
