import { asFailure } from '../../failures.ts';
import type { Healing } from '../job.ts';
import { finishInterrupted } from './dpkg.ts';
import { keepOdooOff, wasCutShort } from './odoo-stays-off.ts';

/** Longer than that nobody waits in a recovery; what is left, the next sync finishes. */
const longestSeconds = 300;

/**
 * Finishes an installation that was killed: what is half configured may keep Odoo from starting. What dpkg cannot finish is
 * told, and stops nothing.
 */
export async function healPackages({ context, config }: Pick<Healing, 'context' | 'config'>): Promise<void> {
  if (!(await wasCutShort({ context, config }))) return;
  const JOB_SECONDS = Math.min(config.JOB_SECONDS, longestSeconds);
  const apt = { context, config: { ...config, JOB_SECONDS }, lockFds: [] };
  const tell = (what: string, next = '') => context.log.warn(`${what}${next === '' ? '' : `. ${next}`}`);
  try {
    const problems = await keepOdooOff(apt, async () => {
      for (const { what, next } of await finishInterrupted(apt)) tell(what, next);
    });
    for (const { item, what, next } of problems) tell(`${item}: ${what}`, next);
  } catch (error) {
    context.signal.throwIfAborted();
    const { message, next } = asFailure(error);
    tell(message, next);
  }
}
