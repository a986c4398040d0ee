import * as v from 'valibot';
import { shellWord } from '../../machines/shell-word.ts';
import type { Healing } from '../job.ts';
import { createMarker } from '../marker.ts';

const Pending = v.object({
  /** Their names normalized. */
  modules: v.array(v.object({ name: v.string(), version: v.string() })),
});

/** Stands while pip installs: a kill leaves modules half written under a version that looks right. */
const marker = createMarker('pip-pending.json', Pending);

type Modules = Readonly<v.InferOutput<typeof Pending>['modules']>;
type Where = Pick<Healing, 'context' | 'config'>;

/** What a killed run was installing. */
export async function readPending({ context, config }: Where): Promise<Modules> {
  return (await marker.read(context, config))?.modules ?? [];
}

/** Notes which modules are being installed; none: that has come to its end. */
export async function writePending({ context, config }: Where, modules: Modules): Promise<void> {
  if (modules.length === 0) return marker.clear(config);
  const named = modules.map(({ name, version }) => ({ name, version }));
  await marker.write(context, config, { modules: named });
}

/** What a killed run was installing, and what mends it without production; none: it had come to its end. */
export async function pendingLines(where: Where): Promise<readonly string[]> {
  const modules = (await readPending(where)).map(({ name, version }) => `${name}==${version}`);
  if (modules.length === 0) return [];
  const mend = `${where.config.PIP_PYTHON} -m pip install --no-deps --ignore-installed ${modules.map(shellWord).join(' ')}`;
  return [`modules that a killed ot-pip-sync was installing may be half there. By hand: ${mend}`];
}
