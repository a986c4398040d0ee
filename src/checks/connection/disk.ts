import type { Config } from '../../config/keys.ts';
import { formatBytes } from '../../figures.ts';
import { Failure } from '../../failures.ts';
import { spaceOf } from '../../files/free-space.ts';
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
  const space = await spaceOf(folder);
  if (space === undefined) return { probe, verdict: 'failed', seen: `nobody can say how full ${folder} is` };
  const { free } = space;
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
