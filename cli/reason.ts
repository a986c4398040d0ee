import { fail } from '../src/failures.ts';

/**
 * A reason as it was given, without blanks at its ends; undefined when the option was not given. Throws `usage` when
 * nothing stands in it: what is written down would say nothing.
 */
export function givenReason(option: string, text: string | undefined): string | undefined {
  const reason = text?.trim();
  if (reason !== '') return reason;
  return fail('usage', { what: `--${option} says nothing`, next: `Say why: --${option} "REASON".` });
}
