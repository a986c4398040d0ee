import type { Config } from '../config/keys.ts';
import { fail } from '../failures.ts';
import type { Outcome } from './command.ts';
import { lastLines, must } from './must.ts';
import { sshFailure, sshTarget } from './ssh.ts';

/** What stands before an answer of the gate. Before it there may be chatter of a login shell. */
export const beginMark = '\nbegin\n';
const endMark = 'end\n';

/** What stands between the marks of an answer; undefined when it is cut short. */
export function betweenMarks(said: string): string | undefined {
  const from = said.indexOf(beginMark);
  return from >= 0 && said.endsWith(endMark)
    ? said.slice(from + beginMark.length, -endMark.length)
    : undefined;
}

/** The answer to a question, without its marks. Throws what an answer that is none stands for. */
export function readAnswer(config: Config, outcome: Outcome, words: readonly string[]): string {
  const question = words.join(' ');
  if (outcome.exitCode === 255 || outcome.ended === 'timed-out') sshFailure(config, outcome);
  if (isRefused(outcome)) tellRefused(outcome, question);
  if (outcome.exitCode === 94) {
    const next = 'See whether it is mounted there, and whether the path is right in the configuration.';
    fail('source-empty', { what: `production has no ${words.slice(1).join(' ')}`, next });
  }
  // Without the script in its message.
  const argv = ['ssh', sshTarget(config), 'ot-gate', ...words];
  must({ ...outcome, argv }, `asking production "${question}"`);
  const answer = betweenMarks(outcome.stdout);
  if (answer !== undefined) return answer;
  const next = 'Run again; if it stays, look at the connection and at production.';
  fail('answer', { what: `production's answer to "${question}" is cut short`, next });
}

/** Whether the gate refused the question, or does not know it. */
export function isRefused({ exitCode }: Outcome): boolean {
  return exitCode === 93;
}

/** Throws `gate-refused`, with what the gate said. */
export function tellRefused(outcome: Outcome, question: string): never {
  fail('gate-refused', {
    what: `production refuses "${question}": ${lastLines(outcome.stderr, 1)}`,
    next: 'Put the present gate and line there: ot-configure --authorized-keys.',
  });
}
