import { asFailure, Failure } from '../../failures.ts';
import { gateVersion } from '../../machines/hello.ts';
import type { Production } from '../../machines/production.ts';
import { openProduction } from '../../machines/production.ts';
import { sshTarget } from '../../machines/ssh.ts';
import type { Known, ProbeResult } from './probe.ts';
import { failed, skipped } from './probe.ts';

/** A connection, if one could be made, and what there is to say of it. */
export interface Login {
  readonly result: ProbeResult;
  readonly production?: Production;
  readonly askedTime?: readonly [number, number];
}

const probe = 'login';

/** Logs in as the syncs do. Whoever gets the connection closes it. */
export async function probeLogin({ context, loaded }: Known): Promise<Login> {
  const target = sshTarget(loaded.values);
  const seconds = () => context.clock.now().getTime() / 1000;
  const before = seconds();
  try {
    const production = await openProduction(context, loaded.values);
    const { host, os, noise } = production.hello;
    const there = { production, askedTime: [before, seconds()] } as const;
    const seen = `${target} lets us in; it calls itself ${host}${os.trim() === '' ? '' : ` (${os})`}`;
    if (noise === '') return { result: { probe, verdict: 'ok', seen }, ...there };
    const next = 'Let .bashrc and .profile of that user print nothing when no terminal is there.';
    const noisy = `the login shell prints text, which breaks transfers: ${noise}`;
    return { result: { probe, verdict: 'failed', seen: noisy, next }, ...there };
  } catch (error) {
    if (error instanceof Failure && error.code === 'interrupted') throw error;
    return { result: failed(probe, asFailure(error)) };
  }
}

/** Tells whether the key is held to the gate. */
export function probeGate({ production }: Known): ProbeResult {
  if (production === undefined) return skipped('gate', 'no connection');
  const { mode, gate } = production.hello;
  const install = 'ot-configure --authorized-keys prints the line for production and how to put it there.';
  if (mode === 'inline') {
    const seen = 'not in force: the key may do on production whatever its user may do';
    const next = `${install} If it is there already, an earlier line with the same key wins: remove that one.`;
    return { probe: 'gate', verdict: 'warning', seen, next };
  }
  if (gate === gateVersion) return { probe: 'gate', verdict: 'ok', seen: `in force, version ${gate}` };
  const seen = `in force, but version ${gate} instead of ${gateVersion}`;
  return { probe: 'gate', verdict: 'warning', seen, next: install };
}
