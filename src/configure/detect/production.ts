import { asFailure } from '../../failures.ts';
import { isLoopback } from '../../machines/addresses.ts';
import { host as hostKind } from '../../config/kinds.ts';
import { readReplication } from '../../postgres/replication.ts';
import { readRole } from '../../postgres/role.ts';
import type { Detector } from './finding.ts';
import { propose } from './finding.ts';

const about = 'replication';

/** Where the database comes from: most probably production. */
export const detectProduction: Detector = async (context, config) => {
  const role = await readRole(context, config);
  if (role.kind === 'unknown') return [{ about, seen: `the role of this machine is unknown: ${role.why}` }];
  if (role.kind === 'primary') return [{ about, seen: `${role.server.label} is a primary, not a standby` }];
  const state = await readReplication(context, config, role.server).catch((error: unknown) =>
    asFailure(error),
  );
  if (state instanceof Error) return [{ about, seen: state.message }];
  const { receiver } = state;
  const sender = receiver.kind === 'seen' ? hostKind.read(receiver.senderHost ?? '') : undefined;
  if (sender === undefined) return [{ about, seen: `${role.server.label} is a standby (${state.feed})` }];
  const seen = `${role.server.label} is a standby of ${sender}`;
  // A tunnel's end here says nothing of the other one; a name that somebody chose is not replaced by an address.
  if (isLoopback(sender) || config.SYNCSRC !== 'NOT-SET') return [{ about, seen }];
  return [propose(about, seen, { key: 'SYNCSRC', value: sender, present: config.SYNCSRC })];
};
