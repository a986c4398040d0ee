import { stat } from 'node:fs/promises';
import type { Config } from '../../config/keys.ts';
import type { LoadedConfig } from '../../config/load.ts';
import { loadConfig, productionHost } from '../../config/load.ts';
import { Failure } from '../../failures.ts';
import type { ProbeResult } from './probe.ts';
import { failed } from './probe.ts';

const probe = 'configuration';

/** Reads the configuration. Without it nothing else can be looked at. */
export async function probeConfiguration(
  path: string,
): Promise<{ readonly result: ProbeResult; readonly loaded?: LoadedConfig }> {
  try {
    const loaded = await loadConfig(path);
    const host = productionHost(loaded.values);
    const problem = await keyProblem(loaded.values);
    const seen = `${path}: production is ${loaded.values.REMOTEODOO}@${host} port ${loaded.values.SSH_PORT}, sync is ${loaded.values.SYNCMODE}`;
    return { result: problem ?? { probe, verdict: 'ok', seen }, loaded };
  } catch (error) {
    if (error instanceof Failure) return { result: failed(probe, error) };
    throw error;
  }
}

async function keyProblem({ SSH_KEY: key }: Config): Promise<ProbeResult | undefined> {
  if (key === '') return undefined;
  const found = await stat(key).catch(() => undefined);
  if (found === undefined) {
    const next = 'Make it: ot-configure --make-key';
    return { probe, verdict: 'failed', seen: `SSH_KEY: there is no ${key}`, next, exit: 'configuration' };
  }
  if ((found.mode & 0o077) === 0) return undefined;
  const seen = `SSH_KEY: ${key} can be read by others, so ssh refuses to use it`;
  return { probe, verdict: 'failed', seen, next: `chmod 0600 ${key}`, exit: 'configuration' };
}
