import { readFile } from 'node:fs/promises';

const listening = '0A';

/** The TCP ports that something on this machine listens on. Source: proc_pid_net(5), /proc/net/tcp. */
export async function listeningPorts(): Promise<ReadonlySet<number>> {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'utf8').catch(() => '')),
  );
  const ports = tables.flatMap((table) => table.split('\n').flatMap(listeningPort));
  return new Set(ports);
}

/** Columns: number, local address, remote address, state, …; addresses and ports in hexadecimal digits. */
function listeningPort(line: string): readonly number[] {
  const [, local, , state] = line.trim().split(/\s+/);
  const port = local?.split(':')[1];
  return state === listening && port !== undefined ? [Number.parseInt(port, 16)] : [];
}
