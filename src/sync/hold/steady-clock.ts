import * as v from 'valibot';
import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { createMarker } from '../marker.ts';

/** When the clock was looked at last, and since when it has gone on without a jump. Milliseconds since 1970. */
const marker = createMarker('hold-clock.json', v.object({ at: v.number(), since: v.number() }));

const dayMs = 86_400_000;

/**
 * Whether the clock has gone on without a jump for a day, as far as looks at it tell. One that is suddenly weeks ahead would
 * make all holds old at once: somebody, or something, has a day to set it right. A machine that was off looks the same.
 */
export async function isClockSteady(context: Context, config: Config): Promise<boolean> {
  const now = context.clock.now().getTime();
  const seen = await marker.read(context, config);
  const mostGap = (config.HOLD_DAYS / 2) * dayMs;
  const goesOn = seen !== undefined && now >= seen.at && now - seen.at <= mostGap;
  const since = goesOn ? seen.since : now;
  await marker.write(context, config, { at: now, since });
  return now - since >= dayMs;
}
