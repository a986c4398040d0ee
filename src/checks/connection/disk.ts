import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Config } from '../../config/keys.ts';
import { formatBytes } from '../../figures.ts';
import { Failure } from '../../failures.ts';
import { dataDirectory } from '../../odoo/data-dir.ts';
import type { Known, ProbeResult } from './probe.ts';

const probe = 'disk';
const mebibyte = 1 << 20;

/** Free space where the syncs write. */
export async function probeDisk({ context, loaded }: Known): Promise<readonly ProbeResult[]> {
  const config = loaded.values;
  const data = await dataDirectory(context, config).catch((error: unknown) => {
    if (error instanceof Failure) return undefined;
    throw error;
  });
  const folders = [data, config.PROJECT_DIR, config.STATE_DIR].filter((folder) => folder !== undefined);
  return Promise.all(folders.map((folder) => judge(folder, config)));
}

async function judge(folder: string, config: Config): Promise<ProbeResult> {
  const free = await freeBytes(folder);
  if (free === undefined) return { probe, verdict: 'failed', seen: `nobody can say how full ${folder} is` };
  const seen = `${formatBytes(free)} free for ${folder}`;
  if (free >= config.MIN_FREE_MB * mebibyte) return { probe, verdict: 'ok', seen };
  const next = 'Make room: syncs are refused when less would be left.';
  return {
    probe,
    verdict: 'failed',
    seen: `${seen}, less than ${config.MIN_FREE_MB} MiB (MIN_FREE_MB)`,
    next,
  };
}

/** Free bytes of the filesystem that a folder is on, or will be on. */
async function freeBytes(folder: string): Promise<number | undefined> {
  const found = await statfs(folder).catch(() => undefined);
  if (found !== undefined) return found.bavail * found.bsize;
  const above = dirname(folder);
  return above === folder ? undefined : freeBytes(above);
}
