import { join } from 'node:path';
import type { Config } from '../../config/keys.ts';
import { formatBytes } from '../../figures.ts';
import { spaceOf } from '../../files/free-space.ts';
import { dataDirectory } from '../../odoo/data-dir.ts';
import type { CheckOutcome, MachineCheck, Subject } from '../check.ts';
import { failing, fine, unseen, warning } from '../check.ts';

const mebibyte = 1 << 20;

/** A folder whose filesystem needs room. */
interface Place {
  readonly id: string;
  readonly what: string;
  /** Undefined: it is not known, or not on this machine. */
  folder(subject: Subject): Promise<string | undefined>;
  readonly limitKey: 'MIN_FREE_MB' | 'PG_MIN_FREE_MB';
}

const places: readonly Place[] = [
  {
    id: 'data',
    what: "PostgreSQL's data",
    folder: async ({ database }) => database?.dataDirectory,
    limitKey: 'PG_MIN_FREE_MB',
  },
  {
    id: 'wal',
    what: "PostgreSQL's WAL",
    folder: async ({ database }) =>
      database?.dataDirectory === undefined ? undefined : join(database.dataDirectory, 'pg_wal'),
    limitKey: 'PG_MIN_FREE_MB',
  },
  {
    id: 'filestore',
    what: 'the filestore',
    folder: async ({ context, config }) => join(await dataDirectory(context, config), 'filestore'),
    limitKey: 'MIN_FREE_MB',
  },
];

/** There is room where this machine writes as a standby, and would write as production. */
export const disks: readonly MachineCheck[] = places.map((place) => ({
  kind: 'machine',
  id: `disk-${place.id}`,
  title: `room for ${place.what}`,
  roles: ['standby', 'primary'],
  freshSeconds: 10,
  command: () => 'df -h',
  async look(subject) {
    const folder = await place.folder(subject);
    return folder === undefined ? undefined : judge(folder, place, subject.config);
  },
}));

async function judge(folder: string, { what, limitKey }: Place, config: Config): Promise<CheckOutcome> {
  const space = await spaceOf(folder);
  if (space === undefined) {
    return unseen({ said: `nobody can say how full ${folder} is`, next: `df ${folder}`, values: { folder } });
  }
  const { free, total } = space;
  const limit = limitKey === 'MIN_FREE_MB' ? config.MIN_FREE_MB : config.PG_MIN_FREE_MB;
  const percent = total === 0 ? 100 : (100 * free) / total;
  const values = { folder, freeBytes: free, totalBytes: total, neededBytes: limit * mebibyte };
  const said = `${formatBytes(free)} free for ${what}`;
  const next = `Make room on the disk of ${folder}.`;
  if (free < limit * mebibyte)
    return failing({ said: `${said}, less than ${limit} MiB (${limitKey})`, next, values });
  if (percent < config.DISK_WARN_PERCENT) {
    const little = `${said}, ${percent.toFixed(1)} % of the disk, less than ${config.DISK_WARN_PERCENT} % (DISK_WARN_PERCENT)`;
    return warning({ said: little, next, values });
  }
  return fine(said, values);
}
