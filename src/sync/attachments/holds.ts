import type { Hold } from '../hold/hold.ts';
import { createHold } from '../hold/hold.ts';
import type { Session } from '../job.ts';
import type { Area } from './areas.ts';
import type { AttachmentsPlan } from './attachments-plan.ts';

/** The hold for an area, which takes names below the area; the empty name is the area's own folder. */
export type HoldFor = (area: Area) => Pick<Hold, 'keep' | 'keepLinked'>;

/** The holds of one run: one on each filesystem, opened when first used. */
export function openHolds({ context, runId }: Session, plan: AttachmentsPlan): HoldFor {
  const holds = new Map<string, Hold>();
  return (area) => {
    const place = plan.places.get(area.path);
    if (place === undefined) throw new Error(`no place for ${area.path}`);
    const { base, below } = place;
    const reason = 'replaced, or no longer on production';
    const hold = holds.get(base) ?? createHold(context, { base, runId, job: 'attachments', reason });
    holds.set(base, hold);
    const nameOf = (name: string) => [below, name].filter((part) => part !== '').join('/');
    return { keep: (name) => hold.keep(nameOf(name)), keepLinked: (name) => hold.keepLinked(nameOf(name)) };
  };
}
