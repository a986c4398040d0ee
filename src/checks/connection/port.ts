import { connect } from 'node:net';
import { printable } from '../../machines/must.ts';
import { errorCode } from '../../files/durable-files.ts';
import type { Known, ProbeResult } from './probe.ts';
import { skipped } from './probe.ts';

const probe = 'port';
const longestBanner = 255;

/** Connects to production's ssh port and waits for its greeting. Whether it answers ping is of no interest. */
export async function probePort({ context, loaded, addresses }: Known): Promise<ProbeResult> {
  if (addresses === undefined) return skipped(probe, 'no address to connect to');
  const { SSH_PORT: port, CONNECT_SECONDS: seconds } = loaded.values;
  let last = '';
  for (const address of addresses) {
    context.signal.throwIfAborted();
    const answer = await greeting(address, port, seconds * 1000);
    if ('banner' in answer) {
      return {
        probe,
        verdict: 'ok',
        seen: `${address} port ${port} greets with ${printable(answer.banner)}`,
      };
    }
    last = `${address} port ${port}: ${answer.problem}`;
  }
  const next =
    'See that production is up, that sshd listens there (SSH_PORT), and that no firewall stands between.';
  return { probe, verdict: 'failed', seen: last, next, exit: 'unreachable' };
}

type Answer = { readonly banner: string } | { readonly problem: string };

function greeting(host: string, port: number, timeoutMs: number): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const socket = connect({ host, port });
  let connected = false;
  let said = '';
  const silent = () => (connected ? 'it accepts the connection, then says nothing' : 'no answer');
  const timer = setTimeout(() => resolve({ problem: `${silent()} within ${timeoutMs / 1000} s` }), timeoutMs);
  socket.on('connect', () => (connected = true));
  socket.on('data', (chunk) => {
    said += chunk.toString('latin1');
    const banner = /^SSH-[^\r\n]*/m.exec(said)?.[0];
    if (banner !== undefined && /[\r\n]/.test(said)) resolve({ banner });
    else if (said.length > longestBanner * 8) resolve({ problem: 'something else than ssh answers' });
  });
  socket.on('end', () =>
    resolve({ problem: `it ends the connection${said === '' ? '' : '; it is not ssh'}` }),
  );
  socket.on('error', (error) => resolve({ problem: explain(errorCode(error)) }));
  return promise.finally(() => {
    clearTimeout(timer);
    socket.destroy();
  });
}

function explain(code: string | undefined): string {
  if (code === 'ECONNREFUSED') return 'the connection is refused';
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return 'there is no way to it';
  return `it breaks off (${code ?? 'no reason given'})`;
}
