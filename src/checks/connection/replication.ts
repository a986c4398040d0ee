import { asFailure, Failure } from '../../failures.ts';
import { formatBytes, formatSeconds } from '../../figures.ts';
import { productionHost } from '../../config/load.ts';
import { isLoopback } from '../../machines/addresses.ts';
import { printable } from '../../machines/must.ts';
import type { Replication } from '../../postgres/replication.ts';
import { readReplication } from '../../postgres/replication.ts';
import { readRole } from '../../postgres/role.ts';
import type { Known, ProbeResult } from './probe.ts';
import { failed } from './probe.ts';

const probe = 'replication';

/** PostgreSQL's replication, as seen from here. */
export async function probeReplication(known: Known): Promise<readonly ProbeResult[]> {
  const { context, loaded } = known;
  const role = await readRole(context, loaded.values);
  if (role.kind === 'unknown') {
    const next = 'Bring PostgreSQL up (pg_lsclusters), or correct PG_CLUSTER or PG_HOST.';
    return [{ probe, verdict: 'failed', seen: `this machine's role is unknown: ${role.why}`, next }];
  }
  if (role.kind === 'primary') {
    const next = 'Set up replication first; if this machine was promoted, leave sync off.';
    return [
      { probe, verdict: 'failed', seen: `${role.server.label} is a primary: nothing syncs here`, next },
    ];
  }
  try {
    const state = await readReplication(context, loaded.values, role.server);
    return [judgeFeed(state, role.server.label), ...senderProblem(state, known), ...pauseProblem(state)];
  } catch (error) {
    if (error instanceof Failure && error.code === 'interrupted') throw error;
    return [failed(probe, asFailure(error))];
  }
}

function judgeFeed(state: Replication, label: string): ProbeResult {
  const waiting = formatBytes(state.bytesToReplay ?? 0);
  const { receiver } = state;
  if (state.feed === 'streaming') {
    const age = receiver.kind === 'seen' ? receiver.lastMessageAge : undefined;
    const heard = age === undefined ? '' : `, last heard of ${formatSeconds(age)} ago`;
    const seen = `${label} is a standby, streaming on timeline ${state.timeline}, ${waiting} to replay${heard}`;
    return { probe, verdict: 'ok', seen };
  }
  if (state.feed === 'archive') {
    const age = state.lastTransactionAge;
    const last = age === undefined ? '' : `, last transaction ${formatSeconds(age)} ago`;
    return { probe, verdict: 'ok', seen: `${label} is a standby, fed by restore_command${last}` };
  }
  if (state.feed === 'unknown') {
    const next = 'GRANT pg_read_all_stats to PG_USER.';
    return {
      probe,
      verdict: 'warning',
      seen: `${label} is a standby, but PG_USER may not see how it is fed`,
      next,
    };
  }
  const status =
    receiver.kind === 'seen' ? `the receiver is ${printable(receiver.status)}` : 'there is no receiver';
  const next = "See PostgreSQL's log on both machines: primary_conninfo, the replication slot, pg_hba.conf.";
  return { probe, verdict: 'warning', seen: `${label} is a standby, but receives nothing: ${status}`, next };
}

/** The files and the database should come from one machine. Through a loopback tunnel nobody can tell. */
function senderProblem({ receiver }: Replication, { loaded, addresses }: Known): readonly ProbeResult[] {
  if (receiver.kind !== 'seen' || receiver.senderHost === undefined) return [];
  if (loaded.values.SYNCSRC === 'NOT-SET') return [];
  const sender = receiver.senderHost;
  const host = productionHost(loaded.values);
  if (sender.startsWith('/') || isLoopback(sender)) return [];
  if (sender === host || addresses === undefined || addresses.includes(sender)) return [];
  const seen = `the database comes from ${printable(sender)}, the files from ${host}: they may be two machines`;
  const next = 'If both are names of one machine, all is well; otherwise correct SYNCSRC.';
  return [{ probe, verdict: 'warning', seen, next }];
}

function pauseProblem({ replayPaused }: Replication): readonly ProbeResult[] {
  if (!replayPaused) return [];
  const next = 'SELECT pg_wal_replay_resume(); on this machine.';
  return [{ probe, verdict: 'warning', seen: 'replay is paused: what arrives is not shown', next }];
}
