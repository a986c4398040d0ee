import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import { betweenMarks } from './answer.ts';
import { gateScript } from './gate-script.ts';
import { must } from './must.ts';
import type { Verb } from './production.ts';

/** Asks this machine what production is asked, by the same script: both answers can then be compared. */
export async function askHere(
  context: Context,
  config: Config,
  [verb, ...paths]: readonly [Verb, ...string[]],
): Promise<string> {
  const argv = ['sh', '-c', gateScript, 'ot-gate', '--inline', verb, ...paths] as const;
  const outcome = await context.run({ argv, timeoutMs: config.COMMAND_SECONDS * 1000, encoding: 'latin1' });
  if (outcome.exitCode === 94) {
    fail('file', { what: `this machine has no ${paths.join(' ')}`, next: 'Correct the configuration.' });
  }
  // Without the script in its message.
  const question = ['ot-gate', verb, ...paths] as const;
  const { stdout } = must(
    { ...outcome, argv: question },
    `asking this machine "${question.slice(1).join(' ')}"`,
  );
  const answer = betweenMarks(stdout);
  if (answer !== undefined) return answer;
  const next = 'Run again; if it stays, look at the disk and at the log of this machine.';
  return fail('answer', { what: `this machine's answer to "${verb}" is cut short`, next });
}
