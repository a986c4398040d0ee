import { stat } from 'node:fs/promises';
import type { Config } from '../../config/keys.ts';
import type { LoadedConfig } from '../../config/load.ts';
import { loadConfig } from '../../config/load.ts';
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
    return { result: await judgeConfiguration(loaded), loaded };
  } catch (error) {
    if (error instanceof Failure) return { result: failed(probe, error) };
    throw error;
  }
}

/** Looks at a configuration that was read, or that is not written yet. */
export async function judgeConfiguration({ path, values }: LoadedConfig): Promise<ProbeResult> {
  if (values.SYNCSRC === 'NOT-SET') {
    const seen = 'SYNCSRC is not set: production is not known';
    return { probe, verdict: 'failed', seen, next: 'Run ot-configure.', exit: 'configuration' };
  }
  const seen = `${path}: production is ${values.REMOTEODOO}@${values.SYNCSRC} port ${values.SSH_PORT}, sync is ${values.SYNCMODE}`;
  return (await keyProblem(values)) ?? { probe, verdict: 'ok', seen };
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
