import type { Config } from '../config/keys.ts';
import { productionHost } from '../config/load.ts';
import type { Context, Progress } from '../context.ts';
import type { Outcome } from './command.ts';

/** Files to copy from production. */
export interface Fetch {
  /** Absolute path on production. With a final "/" its content, as rsync has it. */
  readonly from: string;
  /** Where to, on this machine. */
  readonly into: string;
  /** Only these names below `from`, each byte as one character. */
  readonly names?: readonly string[];
  /** Further options of rsync: constants of the caller's. */
  readonly options: readonly string[];
  /** Shown while it runs. */
  readonly label: string;
  /** What earlier transfers of the same work have brought: progress counts on from there. */
  readonly before?: { readonly files: number; readonly bytes: number };
  readonly totalFiles?: number;
  readonly totalBytes?: number;
  /** Descriptors of the locks, which rsync then holds too. */
  readonly inherit?: readonly number[];
}

/** Runs rsync to copy from production over an open connection. The outcome tells how it ended. */
export async function fetchByRsync(
  context: Context,
  config: Config,
  { ssh, request }: { ssh: readonly string[]; request: Fetch },
): Promise<Outcome> {
  const limit = config.BANDWIDTH_KBPS === 0 ? [] : [`--bwlimit=${config.BANDWIDTH_KBPS}`];
  const list = request.names === undefined ? [] : ['--files-from=-', '--from0'];
  const progress = progressReader(context, request);
  const outcome = await context.run({
    argv: [
      'rsync',
      ...request.options,
      outFormat,
      // The gate reads the arguments, whatever RSYNC_PROTECT_ARGS says here.
      '--no-protect-args',
      `--timeout=${config.TRANSFER_IDLE_SECONDS}`,
      ...limit,
      ...list,
      '-e',
      ssh.map(quoteForRsync).join(' '),
      '--',
      `${config.REMOTEODOO}@${rsyncHost(productionHost(config))}:${request.from}`,
      request.into,
    ],
    timeoutMs: config.JOB_SECONDS * 1000,
    onOutput: progress,
    ...(request.names === undefined ? {} : { input: nulEnded(request.names) }),
    ...(request.inherit === undefined ? {} : { inherit: request.inherit }),
  });
  context.log.progress();
  return outcome;
}

/** rsync's exit codes for a silent other side: socket, protocol stream, time-outs, and ssh's own 255. Source: rsync(1). */
const silentCodes: readonly (number | undefined)[] = [10, 12, 30, 35, 255];

/** Whether a transfer ended because production fell silent. */
export function fellSilent({ ended, exitCode }: Outcome): boolean {
  return ended === 'exited' && silentCodes.includes(exitCode);
}

/** rsync splits its -e at blanks and knows quotes, but starts no shell. */
function quoteForRsync(word: string): string {
  return /\s/.test(word) ? `"${word}"` : word;
}

function rsyncHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function nulEnded(names: readonly string[]): Uint8Array {
  return Buffer.from(names.map((name) => `${name}\0`).join(''), 'latin1');
}

/** %b, what was really transferred, makes rsync tell of a file after it came; with %l alone it does so before. */
const outFormat = '--out-format=%i %l %b';
/** A line of it that is not of a folder. Source: rsync(1), --itemize-changes. */
const cameLine = /^.[^d]\S* (\d+) \d+$/;

/** Counts the files and bytes that have come. */
function progressReader(context: Context, request: Fetch): (chunk: Uint8Array) => void {
  let pending = '';
  let { files, bytes } = request.before ?? { files: 0, bytes: 0 };
  const total = (value: number | undefined) => (value === undefined ? {} : { total: value });
  return (chunk) => {
    const lines = (pending + Buffer.from(chunk).toString('latin1')).split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) {
      const [, length] = cameLine.exec(line) ?? [];
      if (length === undefined) continue;
      files += 1;
      bytes += Number(length);
    }
    const progress: Progress = {
      label: request.label,
      files: { done: files, ...total(request.totalFiles) },
      bytes: { done: bytes, ...total(request.totalBytes) },
    };
    context.log.progress(progress);
  };
}
