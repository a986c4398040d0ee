import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that `make` made once for all sandboxes; the name must tell what it is made from. */
export function cached(name: string, make: (folder: string) => void): string {
  const cache = cacheFolder();
  const prepared = join(cache, name);
  if (existsSync(prepared)) return prepared;
  const work = mkdtempSync(join(cache, 'new-'));
  try {
    // Whoever makes it may run as somebody else, who has to get through.
    chmodSync(work, 0o755);
    make(join(work, 'made'));
    // Several may have made it at once: the first wins, the others' work is thrown away.
    if (!existsSync(prepared)) renameSync(join(work, 'made'), prepared);
  } catch (error) {
    if (!existsSync(prepared)) throw error;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return prepared;
}

function cacheFolder(): string {
  const uid = process.getuid?.() ?? 0;
  const usual =
    uid === 0 ? '/var/cache/ot-redundancy-sandbox' : join(tmpdir(), `ot-redundancy-sandbox-${uid}`);
  const folder = process.env['OT_SANDBOX_CACHE'] ?? usual;
  mkdirSync(folder, { recursive: true });
  if (statSync(folder).uid !== uid) throw new Error(`${folder} belongs to someone else`);
  chmodSync(folder, 0o755);
  return folder;
}
