import { fail } from '../../src/failures.ts';
import { readRole } from '../../src/postgres/role.ts';
import type { Act } from '../../src/recovery/act.ts';
import { perform } from '../../src/recovery/act.ts';
import { openIncident, record } from '../../src/recovery/incident.ts';
import { releasedFact } from '../../src/recovery/promotion/quiet.ts';
import { countWaiting, releaseCrons } from '../../src/recovery/quiet-start.ts';
import { regenerateAssets, restartServices } from '../../src/recovery/regenerate-assets.ts';
import type { RecoveryCall } from './call.ts';

/** release-crons: ends a quiet start. */
export async function release(call: RecoveryCall): Promise<void> {
  const { context, config, print } = call;
  const role = await readRole(context, config);
  if (role.kind !== 'unknown') {
    const { jobs, mails } = await countWaiting(context, config, role.server);
    print(`${jobs} scheduled jobs and ${mails} mails wait.`);
  }
  const work = async () => {
    await releaseCrons(context, config);
    return [];
  };
  await act(call, { act: releasedFact, what: "let Odoo's scheduled jobs run again", work });
  const incident = await openIncident(config);
  const event = { kind: 'fact', name: releasedFact, what: 'scheduled jobs run again', value: true } as const;
  if (incident !== undefined) await record(context, config, { id: incident.id, event });
  print('Odoo was restarted; its scheduled jobs run.');
}

/** regenerate-assets: takes all asset bundles out and restarts Odoo. Throws `role-unknown` unless this is a primary. */
export async function regenerate(call: RecoveryCall): Promise<void> {
  const { context, config } = call;
  const role = await readRole(context, config);
  if (role.kind !== 'primary')
    fail('role-unknown', {
      what: 'asset bundles are made anew on a machine in production only',
      next: 'Promote it first: ot-disable-standby-mode.',
    });
  const work = () => regenerateAssets(context, config, role.server);
  await act(call, { act: 'regenerate-assets', what: 'let Odoo make its asset bundles anew', work });
}

/** restart-services: restarts the services of SERVICES. */
export async function restart(call: RecoveryCall): Promise<void> {
  const work = () => restartServices(call.context, call.config);
  await act(call, { act: 'restart-services', what: 'restart the further services', work });
}

/** Acts, and writes it down when an incident is open. */
async function act(call: RecoveryCall, wanted: Omit<Act, 'incident'>): Promise<void> {
  const { context, config, print } = call;
  const incident = await openIncident(config);
  const lines =
    incident === undefined
      ? await wanted.work(() => undefined)
      : await perform(context, config, { incident: incident.id, ...wanted });
  lines.forEach(print);
}
