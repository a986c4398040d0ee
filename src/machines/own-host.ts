import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { addressesOf, isLoopback, ownAddresses } from './addresses.ts';

/** Whether a host name or address means this machine: all its addresses are loopback or this machine's own. */
export async function isOwnHost(context: Context, config: Config, host: string): Promise<boolean> {
  const addresses = await addressesOf(context, config, host);
  if (addresses.length === 0) return false;
  const others = addresses.filter((address) => !isLoopback(address));
  if (others.length === 0) return true;
  const here = new Set(await ownAddresses(context, config));
  return others.every((address) => here.has(address));
}
