import { resultOf } from './items.ts';
import type { State } from './state.ts';
import { seen } from './state.ts';

/** What stays on the terminal when the form is left: what was done and what was not, and the line for production. */
export function farewell(state: State): readonly string[] {
  const { draft, facts } = state;
  const done = facts.acts.map((act) => `Done: ${act}.`);
  const unwritten =
    draft.changes.size > 0 ? [`Nothing of the changes was written: ${draft.path} is as it was.`] : [];
  return [...done, ...unwritten, ...lineFor(state)];
}

/** As long as production does not hold the key to it. */
function lineFor(state: State): readonly string[] {
  const { facts } = state;
  const found = seen(facts.authorization);
  // While nothing was tested or done, nobody knows that it is missing.
  if (facts.acts.length === 0 && facts.tests.running) return [];
  if (found === undefined || resultOf(state, 'gate')?.verdict === 'ok') return [];
  return [
    'The line for authorized_keys on production (how to place it: ot-configure --authorized-keys):',
    '',
    found.line,
    '',
  ];
}
