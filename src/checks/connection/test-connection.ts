import type { LoadedConfig } from '../../config/load.ts';
import type { Context } from '../../context.ts';
import type { ExitName } from '../../exit-codes.ts';
import { fail } from '../../failures.ts';
import { probeClock } from './clock.ts';
import { judgeConfiguration, probeConfiguration } from './configuration.ts';
import { probeDisk } from './disk.ts';
import { probeHostKey } from './host-key.ts';
import { probeGate, probeLogin } from './login.ts';
import { probeName } from './name.ts';
import { probePort } from './port.ts';
import type { Known, ProbeResult } from './probe.ts';
import { probeReading } from './reading.ts';
import { probeReplication } from './replication.ts';
import { probeRsync } from './rsync.ts';

/** All that the connection test found, in order. */
export interface ConnectionReport {
  readonly probes: readonly ProbeResult[];
  /** `ok` also with warnings. */
  readonly exit: ExitName;
}

/**
 * Looks at every step between this machine and production that a sync takes. `tell` hears each result as it comes.
 * Throws only `interrupted`.
 */
export async function testConnection(
  context: Context,
  configPath: string,
  tell: (result: ProbeResult) => void = () => undefined,
): Promise<ConnectionReport> {
  const { probes, note } = notebook(context, tell);
  const { result, loaded } = await probeConfiguration(configPath);
  note(result);
  if (loaded !== undefined && result.verdict === 'ok') await probeAll({ context, loaded }, note);
  return { probes, exit: exitOf(probes) };
}

/**
 * The same for values that are not in the file yet. While production cannot be asked, this machine is looked at all
 * the same. Throws only `interrupted`.
 */
export async function testValues(
  context: Context,
  loaded: LoadedConfig,
  tell: (result: ProbeResult) => void,
): Promise<void> {
  const { note } = notebook(context, tell);
  const result = await judgeConfiguration(loaded);
  note(result);
  const known = { context, loaded };
  if (result.verdict === 'ok') return probeAll(known, note);
  note(...(await probeReplication(known)));
  note(...(await probeDisk(known)));
}

type Note = (...results: readonly ProbeResult[]) => void;

/** Keeps what the probes say, and tells it; once the context is over it throws `interrupted`. */
function notebook(context: Context, tell: (result: ProbeResult) => void) {
  const probes: ProbeResult[] = [];
  const note: Note = (...results) => {
    if (context.signal.aborted) fail('interrupted', { what: 'interrupted', next: 'Run the command again.' });
    for (const result of results) {
      probes.push(result);
      tell(result);
    }
  };
  return { probes, note };
}

async function probeAll(start: Known, note: Note): Promise<void> {
  const name = await probeName(start);
  const named = { ...start, ...(name.addresses === undefined ? {} : { addresses: name.addresses }) };
  const way = [name.result, await probePort(named)];
  const open = way.every(({ verdict }) => verdict !== 'failed');
  // Whether a closed way matters shows only when the login has been tried.
  if (open) note(...way);
  const hostKey = await probeHostKey(named);
  const { result, production, askedTime } = await probeLogin(named);
  const known: Known = {
    ...named,
    ...(production === undefined ? {} : { production }),
    ...(askedTime === undefined ? {} : { askedTime }),
  };
  try {
    if (!open) note(...(production === undefined ? way : way.map(forgive)));
    note(hostKey, result, probeGate(known));
    note(...(await probeReading(known)));
    note(...(await probeRsync(known)));
    note(probeClock(known));
    note(...(await probeReplication(known)));
    note(...(await probeDisk(known)));
  } finally {
    await production?.close();
  }
}

/** A jump host of ssh's own configuration leads where nothing else gets through. */
function forgive(result: ProbeResult): ProbeResult {
  if (result.verdict !== 'failed') return result;
  const next = 'ssh gets through all the same: by a jump host of its own configuration?';
  return { ...result, verdict: 'warning', next };
}

function exitOf(probes: readonly ProbeResult[]): ExitName {
  const exits = probes.flatMap(({ verdict, exit }) => (verdict === 'failed' ? [exit ?? 'failed'] : []));
  const found = (name: ExitName) => exits.includes(name);
  // What stands first on the way is what is to be mended first.
  if (found('configuration')) return 'configuration';
  if (found('unreachable')) return 'unreachable';
  return exits.length === 0 ? 'ok' : 'failed';
}
