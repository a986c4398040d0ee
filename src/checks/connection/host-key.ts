import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { asFailure, Failure } from '../../failures.ts';
import { pinnedHostKeys, scanHostKeys } from '../../machines/host-keys.ts';
import type { HostKey } from '../../machines/known-hosts.ts';
import { fingerprint } from '../../machines/known-hosts.ts';
import type { Known, ProbeResult } from './probe.ts';
import { failed, skipped } from './probe.ts';

const probe = 'host key';

/** Compares the key that production shows with the pinned one. */
export async function probeHostKey({ context, loaded }: Known): Promise<ProbeResult> {
  try {
    const pinned = await pinnedHostKeys(context, loaded.values);
    if (pinned.length === 0) return unpinned();
    return await compareShown(context, loaded.values, pinned);
  } catch (error) {
    if (error instanceof Failure && error.code === 'unreachable') return skipped(probe, error.message);
    if (error instanceof Failure && error.code === 'interrupted') throw error;
    return failed(probe, asFailure(error));
  }
}

function unpinned(): ProbeResult {
  const next = 'Compare it with the one on production and pin it: ot-configure --pin-host-key.';
  return { probe, verdict: 'failed', seen: 'no key is pinned for production', next, exit: 'unreachable' };
}

/** sshd counts connections without a login against who makes them: all types are asked for only when one is not enough. */
async function compareShown(
  context: Context,
  config: Config,
  pinned: readonly HostKey[],
): Promise<ProbeResult> {
  const { type } = pinned.find((key) => key.type === 'ssh-ed25519') ?? pinned[0] ?? {};
  const shown = await scanHostKeys(context, config, type).catch((error: unknown) => {
    if (error instanceof Failure && error.code === 'unreachable') return [];
    throw error;
  });
  const first = compare(pinned, shown);
  return first.verdict === 'ok' ? first : compare(pinned, await scanHostKeys(context, config));
}

function compare(pinned: readonly HostKey[], shown: readonly HostKey[]): ProbeResult {
  const same = shown.find(({ blob }) => pinned.some((key) => key.blob === blob));
  if (same !== undefined) {
    return { probe, verdict: 'ok', seen: `${same.type} ${fingerprint(same)} is the pinned one` };
  }
  const seen = `production shows ${shown.map(fingerprint).join(', ')}, which is not pinned`;
  const next =
    'Somebody else may be answering. If production was reinstalled, pin its new key: ot-configure --pin-host-key --fingerprint …';
  return { probe, verdict: 'failed', seen, next, exit: 'unreachable' };
}
