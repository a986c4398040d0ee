import type { AttachmentsPlan } from './attachments-plan.ts';
import type { Missing } from './compare.ts';
import { sumFolder } from './whole-folders.ts';

/** Files that are fetched by one rsync: of one folder of the data folder, onto one filesystem. */
export interface Batch {
  readonly folder: string;
  /** Folder on the same filesystem as where the files belong. */
  readonly base: string;
  readonly items: readonly Missing[];
}

const most = { files: 10_000, bytes: 512 * 1024 * 1024 } as const;

/**
 * Cuts what is missing into batches: what has arrived is placed while the next one is on its way. What belongs to one
 * of the whole folders stays together.
 */
export function cutBatches(
  plan: Pick<AttachmentsPlan, 'places'>,
  missing: readonly Missing[],
  wholes: ReadonlySet<string> = new Set(),
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
    return cut(unitsOf(items, wholes)).map((part) => ({ folder, base, items: part }));
  });
}

/** What is not to be cut apart, in the order of what comes first of each. */
function unitsOf(items: readonly Missing[], wholes: ReadonlySet<string>): readonly (readonly Missing[])[] {
  const units = new Map<Missing | string, Missing[]>();
  for (const item of items) {
    const folder = sumFolder(item);
    const key = folder !== undefined && wholes.has(folder) ? folder : item;
    const unit = units.get(key);
    if (unit === undefined) units.set(key, [item]);
    else unit.push(item);
  }
  return [...units.values()];
}

function cut(units: readonly (readonly Missing[])[]): readonly (readonly Missing[])[] {
  const parts: Missing[][] = [];
  let part: Missing[] = [];
  let bytes = 0;
  for (const unit of units) {
    const size = sumBytes(unit);
    if (part.length > 0 && (part.length + unit.length > most.files || bytes + size > most.bytes)) {
      parts.push(part);
      part = [];
      bytes = 0;
    }
    for (const item of unit) part.push(item);
    bytes += size;
  }
  return part.length === 0 ? parts : [...parts, part];
}

/** How many bytes are wanted. */
export function sumBytes(items: readonly Missing[]): number {
  return items.reduce((sum, { wanted }) => sum + wanted.bytes, 0);
}
