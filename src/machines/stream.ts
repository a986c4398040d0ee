import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { beginMark } from './answer.ts';
import { createBrake } from './brake.ts';
import type { Outcome } from './command.ts';
import { watchSilence } from './silence.ts';

/** Files of a filestore that production is to send as one archive. */
export interface Stream {
  /** Absolute path on production: the folder that has a folder for each database. */
  readonly folder: string;
  /** Names below it. Those that are not of Odoo's own form do not come. */
  readonly names: readonly string[];
  /** Takes the archive as it comes, and after it how production's tar ended. What it throws ends the stream. */
  readonly onBytes: (bytes: Buffer) => void;
}

/** How a stream ended. */
export interface StreamEnd {
  readonly outcome: Outcome;
  /** Whether it was ended because nothing came any more. */
  readonly silent: boolean;
  /** What the taker threw; undefined when it threw nothing. */
  readonly thrown: unknown;
}

/** Asks for files and hands their archive on, within TRANSFER_IDLE_SECONDS, JOB_SECONDS and BANDWIDTH_KBPS. */
export async function streamFiles(
  context: Context,
  config: Config,
  { argv, request }: { readonly argv: readonly [string, ...string[]]; readonly request: Stream },
): Promise<StreamEnd> {
  const stop = new AbortController();
  let thrown: unknown;
  const handOn = behindMark(request.onBytes);
  const brake = createBrake(context, config.BANDWIDTH_KBPS * 1024);
  const silence = watchSilence(context.clock, config.TRANSFER_IDLE_SECONDS, () => stop.abort());
  const onOutput = (chunk: Uint8Array): Promise<void> | undefined => {
    if (stop.signal.aborted) return undefined;
    try {
      handOn(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
    } catch (error) {
      thrown = error;
      stop.abort();
    }
    const pause = brake(chunk.length);
    silence.heard(pause);
    return pause;
  };
  const input = Buffer.from(request.names.map((name) => `${name}\0`).join(''), 'latin1');
  const timeoutMs = config.JOB_SECONDS * 1000;
  const outcome = await context.run({ argv, input, timeoutMs, onOutput, signal: stop.signal });
  silence.end();
  context.log.progress();
  return { outcome, thrown, silent: stop.signal.aborted && thrown === undefined };
}

/** Drops what comes before the mark: chatter of a login shell. */
function behindMark(onBytes: (bytes: Buffer) => void): (bytes: Buffer) => void {
  let before: Buffer | undefined = Buffer.alloc(0);
  return (bytes) => {
    if (before === undefined) return onBytes(bytes);
    const all = Buffer.concat([before, bytes]);
    const at = all.indexOf(beginMark);
    // The mark itself may come in two pieces.
    before = at < 0 ? all.subarray(-beginMark.length) : undefined;
    if (at >= 0) onBytes(all.subarray(at + beginMark.length));
  };
}
