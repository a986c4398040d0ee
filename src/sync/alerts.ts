import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { lastLines } from '../machines/must.ts';
import type { RunRecord } from './record.ts';

const callMs = 10_000;
const pauseMs = 1_000;
const attemptsAtEnd = 3;

/** Calls HEALTHCHECK_URL with /start or /exit code, when it is set. Its failure only warns. */
export async function sendHealthcheck(
  context: Context,
  config: Config,
  part: 'start' | number,
): Promise<void> {
  if (config.HEALTHCHECK_URL === '') return;
  const address = `${config.HEALTHCHECK_URL.replace(/\/$/, '')}/${part}`;
  // The start must not hold the run up, nor anything a person who pressed Ctrl-C; the end is worth trying again.
  const attempts = part === 'start' || context.signal.aborted ? 1 : attemptsAtEnd;
  let wrong = '';
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    wrong = await call(address, part === 'start' ? context.signal : undefined);
    if (wrong === '') return;
    if (attempt < attempts) await context.clock.sleep(pauseMs);
  }
  context.log.warn(`HEALTHCHECK_URL ${wrong}`);
}

/** What went wrong, or nothing. */
async function call(address: string, ended: AbortSignal | undefined): Promise<string> {
  const late = AbortSignal.timeout(callMs);
  const signal = ended === undefined ? late : AbortSignal.any([late, ended]);
  try {
    const answer = await fetch(address, { method: 'POST', signal });
    return answer.ok ? '' : `answered ${answer.status}`;
  } catch (error) {
    return `does not answer: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Runs ALERT_COMMAND with the record of a failed run, when it is set. Its failure only warns. */
export async function sendAlert(context: Context, config: Config, record: RunRecord): Promise<void> {
  if (config.ALERT_COMMAND === '') return;
  const argv = [config.ALERT_COMMAND] as const;
  const timeoutMs = config.COMMAND_SECONDS * 1000;
  const outcome = await context.run({ argv, input: `${JSON.stringify(record)}\n`, timeoutMs });
  if (outcome.exitCode === 0) return;
  context.log.warn(`ALERT_COMMAND did not succeed: ${lastLines(outcome.stderr, 2)}`);
}
