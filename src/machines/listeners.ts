import { readFile } from 'node:fs/promises';

/** A TCP port that something on this machine listens on. */
export interface Listener {
  readonly port: number;
  /** An address of IPv4, `all`, or the digits of one of IPv6. */
  readonly address: string;
}

const listening = '0A';

/** The TCP ports that something on this machine listens on. Source: proc_pid_net(5), /proc/net/tcp. */
export async function readListeners(): Promise<readonly Listener[]> {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'utf8').catch(() => '')),
  );
  return tables.flatMap((table) => table.split('\n').flatMap(listenerOf));
}

/** Columns: number, local address, remote address, state, …; addresses and ports in hexadecimal digits. */
function listenerOf(line: string): readonly Listener[] {
  const [, local, , state] = line.trim().split(/\s+/);
  const [address, port] = local?.split(':') ?? [];
  if (state !== listening || address === undefined || port === undefined) return [];
  return [{ port: Number.parseInt(port, 16), address: addressOf(address) }];
}

/** An address of IPv4 is one number, in the byte order of the machine: ours all have the lowest byte first. */
function addressOf(digits: string): string {
  if (/^0+$/.test(digits)) return 'all';
  return digits.length === 8 ? Buffer.from(digits, 'hex').reverse().join('.') : digits;
}
