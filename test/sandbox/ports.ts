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

/**
 * Starts a server at the port that it had, or else (0) at a free one, another one when somebody was faster; resolves to
 * the port, or to undefined when it does not start.
 */
export async function startAtPort(
  had: number,
  startAt: (port: number) => Promise<boolean>,
): Promise<number | undefined> {
  for (let attempt = 1; attempt <= (had === 0 ? 5 : 1); attempt += 1) {
    const port = had === 0 ? await freePort() : had;
    if (await startAt(port)) return port;
  }
  return undefined;
}
