import type { Server } from '../../src/postgres/psql.ts';
import type { Act } from '../../src/recovery/act.ts';
import { perform } from '../../src/recovery/act.ts';
import type { Incident } from '../../src/recovery/incident.ts';
import { openIncident, record } from '../../src/recovery/incident.ts';
import { requireLeader } from '../../src/recovery/lead.ts';
import { releasedFact } from '../../src/recovery/promotion/quiet.ts';
import { countWaiting, releaseCrons } from '../../src/recovery/quiet-start.ts';
import { regenerateAssets, restartServices } from '../../src/recovery/regenerate-assets.ts';
import { requirePrimary } from '../../src/recovery/require-primary.ts';
import type { RecoveryCall } from './call.ts';

/** release-crons: ends a quiet start. Throws as `inProduction`, and `not-found` when nothing is held. */
export async function release(call: RecoveryCall): Promise<void> {
  const { context, config, print } = call;
  const { server, incident } = await inProduction(call);
  const { jobs, mails } = await countWaiting(context, config, server);
  print(`${jobs} scheduled jobs and ${mails} mails wait.`);
  const work = async () => {
    await releaseCrons(context, config);
    return [];
  };
  await act(call, incident, { act: releasedFact, what: "let Odoo's scheduled jobs run again", work });
  const event = { kind: 'fact', name: releasedFact, what: 'scheduled jobs run again', value: true } as const;
  if (incident !== undefined) await record(context, config, { id: incident.id, event });
  print('Odoo was restarted; its scheduled jobs run.');
  if (config.SERVICES.length > 0)
    print(`If ${config.SERVICES.join(' or ')} runs Odoo, too: ot-recovery restart-services.`);
}

/** regenerate-assets: takes all asset bundles out and restarts Odoo. Throws as `inProduction`. */
export async function regenerate(call: RecoveryCall): Promise<void> {
  const { server, incident } = await inProduction(call);
  const work = () => regenerateAssets(call.context, call.config, server);
  await act(call, incident, { act: 'regenerate-assets', what: 'let Odoo make its asset bundles anew', work });
}

/** restart-services: restarts the services of SERVICES. Throws as `inProduction`. */
export async function restart(call: RecoveryCall): Promise<void> {
  const { incident } = await inProduction(call);
  const work = () => restartServices(call.context, call.config);
  await act(call, incident, { act: 'restart-services', what: 'restart the further services', work });
}

interface InProduction {
  readonly server: Server;
  /** The open incident, which this person leads. */
  readonly incident: Incident | undefined;
}

/**
 * Nothing starts Odoo on a standby, and nobody acts in an incident that somebody else leads. Throws `role-unknown`,
 * `not-primary`, `incident-open`.
 */
async function inProduction({ context, config }: RecoveryCall): Promise<InProduction> {
  const incident = await openIncident(config);
  if (incident !== undefined) requireLeader(context, incident);
  return { server: await requirePrimary(context, config), incident };
}

/** Acts, and writes it down when an incident is open. */
async function act(
  { context, config, print }: RecoveryCall,
  incident: Incident | undefined,
  wanted: Omit<Act, 'incident'>,
): Promise<void> {
  const lines =
    incident === undefined
      ? await wanted.work(() => undefined)
      : await perform(context, config, { incident: incident.id, ...wanted });
  lines.forEach(print);
}
