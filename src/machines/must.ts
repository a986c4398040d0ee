import { fail } from '../failures.ts';
import type { Outcome } from './command.ts';
import { shellWord } from './shell-word.ts';

/** The outcome, when the program exited with 0; otherwise throws what it said, as a failure. */
export function must(outcome: Outcome, purpose: string): Outcome {
  if (outcome.ended === 'exited' && outcome.exitCode === 0) return outcome;
  const program = outcome.argv[0] ?? '';
  if (outcome.ended === 'cancelled') {
    fail('interrupted', { what: `${purpose}: interrupted`, next: 'Run the command again.' });
  }
  if (outcome.ended === 'not-started') {
    fail('program-missing', { what: `${purpose}: cannot start ${program}`, next: `Install ${program}.` });
  }
  if (outcome.ended === 'timed-out') {
    const seconds = Math.round(outcome.durationMs / 1000);
    const next = `See why ${program} hangs; it was ended with its children.`;
    fail('program-timeout', { what: `${purpose}: ${program} did not end within ${seconds} s`, next });
  }
  const said = lastLines(outcome.stderr || outcome.stdout, 3);
  const how = outcome.exitCode === undefined ? 'was killed' : `exited with ${outcome.exitCode}`;
  const what = `${purpose}: ${program} ${how}${said === '' ? '' : `: ${said}`}`;
  fail('program', { what, next: `Run by hand to see more: ${outcome.argv.map(shellWord).join(' ')}` });
}

/** The last few non-empty lines of a program's output, joined, control characters taken out. */
export function lastLines(text: string, count: number): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  // Control characters of another machine must not reach the terminal.
  return lines.slice(-count).map(printable).join(' / ');
}

/** Text from elsewhere, safe to print: no control characters, no escape sequences. */
export function printable(text: string): string {
  return text.replaceAll('\t', ' ').replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');
}
