import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

/**
 * Why nothing that this machine sends can arrive at an address: there is no route, or its own cable is out. Undefined when
 * nothing of this machine stands in the way. Sends nothing. Sources: connect(2) for UDP, which only looks the route up;
 * measured: Node lists interfaces with a link alone, a cable that is out takes its addresses off the list.
 */
export async function blockedWay(address: string): Promise<string | undefined> {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  socket.on('error', ({ message }) => resolve(`there is no way to it from here: ${message}`));
  socket.on('connect', () => resolve(linkOf(socket.address().address)));
  // Any port will do: discard's.
  socket.connect(9, address);
  try {
    return await promise;
  } finally {
    socket.close();
  }
}

function linkOf(own: string): string | undefined {
  const linked = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  if (linked.some(({ address }) => address === own)) return undefined;
  return `this machine's own network (${own}) has no link`;
}
