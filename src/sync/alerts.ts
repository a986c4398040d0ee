import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import type { RunRecord } from './record.ts';

const callMs = 10_000;

/** Calls HEALTHCHECK_URL with /start or /exit code, when it is set. Its failure only warns. */
export async function sendHealthcheck(
  context: Context,
  config: Config,
  part: 'start' | number,
): Promise<void> {
  if (config.HEALTHCHECK_URL === '') return;
  const address = `${config.HEALTHCHECK_URL.replace(/\/$/, '')}/${part}`;
  try {
    const answer = await fetch(address, { method: 'POST', signal: AbortSignal.timeout(callMs) });
    if (!answer.ok) context.log.warn(`HEALTHCHECK_URL answered ${answer.status}`);
  } catch (error) {
    context.log.warn(
      `HEALTHCHECK_URL does not answer: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Runs ALERT_COMMAND with the record of a failed run, when it is set. Its failure only warns. */
export async function sendAlert(context: Context, config: Config, record: RunRecord): Promise<void> {
  if (config.ALERT_COMMAND === '') return;
  const argv = [config.ALERT_COMMAND] as const;
  const timeoutMs = config.COMMAND_SECONDS * 1000;
  const outcome = await context.run({ argv, input: `${JSON.stringify(record)}\n`, timeoutMs });
  if (outcome.exitCode !== 0) context.log.warn(`ALERT_COMMAND did not succeed: ${outcome.stderr.trim()}`);
}
