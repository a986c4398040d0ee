import { isIP } from 'node:net';
import { productionHost } from '../../config/load.ts';
import { addressesOf } from '../../machines/addresses.ts';
import type { Known, ProbeResult } from './probe.ts';
import { skipped } from './probe.ts';

const probe = 'name';

/** Finds production's addresses. */
export async function probeName({
  context,
  loaded,
}: Known): Promise<{ readonly result: ProbeResult; readonly addresses?: readonly string[] }> {
  const host = productionHost(loaded.values);
  if (isIP(host) !== 0) return { result: skipped(probe, `${host} is an address`), addresses: [host] };
  const addresses = await addressesOf(context, loaded.values, host);
  if (addresses.length > 0) {
    return { result: { probe, verdict: 'ok', seen: `${host} is ${addresses.join(', ')}` }, addresses };
  }
  const next = 'Correct SYNCSRC, or make the name known in /etc/hosts or DNS.';
  const result = {
    probe,
    verdict: 'failed',
    seen: `${host} is not known`,
    next,
    exit: 'unreachable',
  } as const;
  return { result };
}
