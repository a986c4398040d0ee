import * as v from 'valibot';
import type { Session } from '../job.ts';
import { createMarker } from '../marker.ts';

const Pending = v.object({
  /** Normalized names. */
  modules: v.array(v.string()),
});

/** Stands while pip installs: a kill leaves modules half written under a version that looks right. */
const marker = createMarker('pip-pending.json', Pending);

type Where = Pick<Session, 'context' | 'config'>;

/** The normalized names of what a killed run was installing. */
export async function readPending({ context, config }: Where): Promise<ReadonlySet<string>> {
  return new Set((await marker.read(context, config))?.modules);
}

/** Notes which modules are being installed; none: that has come to its end. */
export async function writePending(
  { context, config }: Where,
  modules: readonly { readonly name: string }[],
): Promise<void> {
  if (modules.length === 0) await marker.clear(config);
  else await marker.write(context, config, { modules: modules.map(({ name }) => name) });
}
