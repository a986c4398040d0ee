import { connect } from 'node:net';
import type { Context } from '../context.ts';
import { errorCode } from '../files/durable-files.ts';
import { blockedWay } from './way-to.ts';

/** What came of knocking at a port of another machine. */
export interface Knock {
  /** `unknown`: the question cannot have arrived, so that nothing follows from the silence. */
  readonly answer: 'open' | 'closed' | 'none' | 'unknown';
  /** The same for people, to follow "port N". */
  readonly said: string;
}

/** A port to knock at. */
export interface Door {
  /** An address, not a name. */
  readonly address: string;
  readonly port: number;
  /** How long to wait for an answer, in seconds. */
  readonly seconds: number;
}

/** That nobody is there, said by a router or by the network itself. Source: connect(2), ip(7). */
const nobody: readonly (string | undefined)[] = ['EHOSTUNREACH', 'EHOSTDOWN', 'ETIMEDOUT', 'ECONNRESET'];

/** Knocks at a port of another machine, and looks first whether a knock can leave this one. */
export async function knock(context: Context, { address, port, seconds }: Door): Promise<Knock> {
  const blocked = await blockedWay(address);
  if (blocked !== undefined) return { answer: 'unknown', said: `cannot be asked: ${blocked}` };
  const { promise, resolve } = Promise.withResolvers<Knock>();
  const socket = connect({ host: address, port, signal: context.signal });
  socket.setTimeout(seconds * 1000, () =>
    resolve({ answer: 'none', said: `does not answer within ${seconds} s` }),
  );
  socket.on('connect', () => resolve({ answer: 'open', said: 'is open' }));
  socket.on('error', (error) => resolve(ofError(error)));
  return promise.finally(() => socket.destroy());
}

function ofError(error: Error): Knock {
  const code = errorCode(error);
  // A refusal may come from a firewall as well as from a machine whose services are stopped.
  if (code === 'ECONNREFUSED') return { answer: 'closed', said: 'is closed' };
  const said = `is not reached (${code ?? error.message})`;
  return { answer: nobody.includes(code) ? 'none' : 'unknown', said };
}
