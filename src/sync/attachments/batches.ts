import type { Area } from './areas.ts';
import type { AttachmentsPlan } from './attachments-plan.ts';
import type { Missing } from './compare.ts';
import { isStreamed, mayStream } from './streamed.ts';

/** Files that are fetched at once: of one folder of the data folder, onto one filesystem. */
export interface Batch {
  /** Counted through those of a call. */
  readonly number: number;
  readonly way: 'stream' | 'rsync';
  readonly folder: string;
  /** Folder on the same filesystem as where the files belong. */
  readonly base: string;
  readonly items: readonly Missing[];
}

const mostBytes = 512 * 1024 * 1024;
/** A stream costs little for each file, and a new one some processes on both machines. */
const mostFiles = { stream: 100_000, rsync: 10_000 } as const;

type Lane = Omit<Batch, 'number' | 'items'> & { readonly items: Missing[] };

/** Cuts what is missing into batches: what has arrived is placed while the next one is on its way. */
export function cutBatches(
  { places }: Pick<AttachmentsPlan, 'places'>,
  missing: readonly Missing[],
  ways: 'stream and rsync' | 'rsync',
): readonly Batch[] {
  const lanes = new Map<string, Lane>();
  const laneOf = ({ path, folder }: Area, way: Batch['way']): Lane => {
    const base = places.get(path)?.base;
    if (base === undefined) throw new Error(`no place for ${path}`);
    const key = `${way}\0${folder}\0${base}`;
    const lane = lanes.get(key) ?? { way, folder, base, items: [] };
    lanes.set(key, lane);
    return lane;
  };
  const lanesOf = (area: Area) => {
    const way = ways !== 'rsync' && mayStream(area) ? 'stream' : 'rsync';
    return { small: laneOf(area, way), other: laneOf(area, 'rsync') };
  };
  const byArea = new Map<Area, ReturnType<typeof lanesOf>>();
  for (const item of missing) {
    const own = byArea.get(item.area) ?? lanesOf(item.area);
    byArea.set(item.area, own);
    (isStreamed(item) ? own.small : own.other).items.push(item);
  }
  return [...lanes.values()]
    .flatMap((lane) => cut(lane.items, mostFiles[lane.way]).map((items) => ({ ...lane, items })))
    .map((batch, number) => ({ number, ...batch }));
}

function cut(items: readonly Missing[], most: number): readonly (readonly Missing[])[] {
  const parts: Missing[][] = [];
  let part: Missing[] = [];
  let bytes = 0;
  for (const item of items) {
    if (part.length > 0 && (part.length === most || bytes + item.wanted.bytes > mostBytes)) {
      parts.push(part);
      part = [];
      bytes = 0;
    }
    part.push(item);
    bytes += item.wanted.bytes;
  }
  return part.length === 0 ? parts : [...parts, part];
}

/** How many bytes are wanted. */
export function sumBytes(items: readonly Missing[]): number {
  return items.reduce((sum, { wanted }) => sum + wanted.bytes, 0);
}
