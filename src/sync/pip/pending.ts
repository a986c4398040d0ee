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

/** Tells what a killed run was installing: in a recovery there is no sync that would mend it. */
export async function tellPending(where: Where): Promise<void> {
  const modules = (await readPending(where)).map(({ name, version }) => `${name}==${version}`);
  if (modules.length === 0) return;
  const mend = `${where.config.PIP_PYTHON} -m pip install --no-deps --ignore-installed ${modules.map(shellWord).join(' ')}`;
  where.context.log.warn(
    `a run was killed while pip installed modules, which may be half there. ot-pip-sync installs them anew; by hand: ${mend}`,
  );
}
