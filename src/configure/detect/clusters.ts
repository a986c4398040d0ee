import { asFailure } from '../../failures.ts';
import { listClusters } from '../../postgres/clusters.ts';
import { readRole } from '../../postgres/role.ts';
import type { Detector } from './finding.ts';
import { propose } from './finding.ts';

const about = 'PostgreSQL clusters';

/** The clusters of this machine and what each is. One has to be named only where several are standbys. */
export const detectClusters: Detector = async (context, config) => {
  const clusters = await listClusters(context, config).catch((error: unknown) => asFailure(error));
  if (clusters instanceof Error) return [{ about, seen: clusters.message }];
  if (clusters.length === 0) return [{ about, seen: 'none on this machine (pg_lsclusters)' }];
  const roles = await Promise.all(
    clusters.map(async ({ id, port }) => {
      const { kind } = await readRole(context, { ...config, PG_HOST: '', PG_CLUSTER: id });
      return { id, port, kind };
    }),
  );
  const standbys = roles.filter(({ kind }) => kind === 'standby');
  const ambiguous = standbys.length > 1 && config.PG_CLUSTER === '' && config.PG_HOST === '';
  return roles.map(({ id, port, kind }) => {
    const seen = `${id}, port ${port}: ${kind}`;
    if (!ambiguous || id !== standbys[0]?.id) return { about, seen };
    const key = { key: 'PG_CLUSTER', value: id, present: config.PG_CLUSTER } as const;
    return propose(about, `${seen}; one of several, so one has to be named`, key);
  });
};
