import { createServer } from 'node:net';

/** A loopback port that nobody uses right now. Someone else may take it first: start, and try another on a clash. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no loopback port to be had');
  return address.port;
}
