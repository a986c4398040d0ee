import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { must, printable } from './must.ts';

/** The addresses of a name; none when it is not known. Source: getent(1), ahosts. */
export async function addressesOf(
  context: Context,
  config: Config,
  host: string,
): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host];
  const argv = ['getent', 'ahosts', '--', host] as const;
  const outcome = await context.run({ argv, timeoutMs: config.COMMAND_SECONDS * 1000 });
  if (outcome.exitCode === 2) return [];
  const lines = must(outcome, `looking up ${printable(host)}`).stdout.split('\n');
  return [...new Set(lines.map((line) => line.split(/\s/)[0] ?? '').filter((address) => address !== ''))];
}

/** The addresses of this machine, without loopback. */
export async function ownAddresses(context: Context, config: Config): Promise<readonly string[]> {
  const timeoutMs = config.COMMAND_SECONDS * 1000;
  const own = await context.run({ argv: ['hostname', '--all-ip-addresses'], timeoutMs });
  const words = must(own, "asking for this machine's addresses").stdout.split(/\s+/);
  return words.filter((address) => address !== '');
}

/** Whether this machine has an address, loopback aside, at a network that has a link. */
export function isOwnAddress(address: string): boolean {
  const own = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return own.some((each) => !each.internal && each.address === address);
}

/** Whether an address never leaves this machine. */
export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}
