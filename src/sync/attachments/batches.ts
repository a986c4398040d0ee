import type { AttachmentsPlan } from './attachments-plan.ts';
import type { Missing } from './compare.ts';

/** Files that are fetched by one rsync: of one folder of the data folder, onto one filesystem. */
export interface Batch {
  readonly folder: string;
  /** Folder on the same filesystem as where the files belong. */
  readonly base: string;
  readonly items: readonly Missing[];
}

const most = { files: 5_000, bytes: 512 * 1024 * 1024 } as const;

/** Cuts what is missing into batches: what has arrived is placed while the next one is on its way. */
export function cutBatches(
  plan: Pick<AttachmentsPlan, 'places'>,
  missing: readonly Missing[],
): readonly Batch[] {
  const lanes = new Map<string, { folder: string; base: string; items: Missing[] }>();
  for (const item of missing) {
    const base = plan.places.get(item.area.path)?.base;
    if (base === undefined) throw new Error(`no place for ${item.area.path}`);
    const key = `${item.area.folder}\0${base}`;
    const lane = lanes.get(key) ?? { folder: item.area.folder, base, items: [] };
    lane.items.push(item);
    lanes.set(key, lane);
  }
  return [...lanes.values()].flatMap(({ folder, base, items }) => {
    return cut(items).map((part) => ({ folder, base, items: part }));
  });
}

function cut(items: readonly Missing[]): readonly (readonly Missing[])[] {
  const parts: Missing[][] = [];
  let part: Missing[] = [];
  let bytes = 0;
  for (const item of items) {
    if (part.length > 0 && (part.length === most.files || bytes + item.wanted.bytes > most.bytes)) {
      parts.push(part);
      part = [];
      bytes = 0;
    }
    part.push(item);
    bytes += item.wanted.bytes;
  }
  return part.length === 0 ? parts : [...parts, part];
}
