import { asFailure, Failure } from '../../failures.ts';
import { printable } from '../../machines/must.ts';
import type { Production } from '../../machines/production.ts';
import type { ProductionPath } from '../production-paths.ts';
import { productionPaths } from '../production-paths.ts';
import type { Known, ProbeResult } from './probe.ts';
import { failed, skipped } from './probe.ts';

const probe = 'reading';

/** Whether the syncs may read what they read, a line for each path. */
export async function probeReading({ context, loaded, production }: Known): Promise<readonly ProbeResult[]> {
  if (production === undefined) return [skipped(probe, 'no connection')];
  try {
    const paths = await productionPaths(context, loaded.values);
    const kinds = await askKinds(production, paths);
    return paths.map((path) => judge(path, kinds.get(path.path) ?? 'no answer', loaded.values.REMOTEODOO));
  } catch (error) {
    if (error instanceof Failure && error.code === 'interrupted') throw error;
    return [failed(probe, asFailure(error))];
  }
}

async function askKinds(
  production: Production,
  paths: readonly ProductionPath[],
): Promise<ReadonlyMap<string, string>> {
  const answer = await production.ask('check', ...paths.map(({ path }) => path));
  const lines = Buffer.from(answer, 'latin1').toString('utf8').split('\n');
  return new Map(
    lines.flatMap((line) => {
      const [, kind, path] = /^(\w+) (\/.*)$/.exec(line) ?? [];
      return kind === undefined || path === undefined ? [] : [[path, kind] as const];
    }),
  );
}

function judge({ path, about, needed }: ProductionPath, kind: string, user: string): ProbeResult {
  const of = `${path} (${about})`;
  if (kind === 'folder' || kind === 'file') return { probe, verdict: 'ok', seen: `${of} can be read` };
  if (kind === 'refused') {
    const next = 'Put the line that ot-configure --authorized-keys prints in the place of the present one.';
    return { probe, verdict: 'failed', seen: `${of} is not allowed by the line in authorized_keys`, next };
  }
  if (kind === 'unreadable') {
    const next = `Let ${user} read it on production, with its group or an ACL (setfacl -R -m u:${user}:rX).`;
    return { probe, verdict: 'failed', seen: `${of} cannot be read by ${user}`, next };
  }
  if (kind !== 'missing') return { probe, verdict: 'failed', seen: `${of}: ${printable(kind)}` };
  if (!needed) return skipped(probe, `${of} is not there: nothing to bring over`);
  const next = 'See whether it is mounted there, and whether the path is right in the configuration.';
  return { probe, verdict: 'failed', seen: `${of} is not there`, next };
}
