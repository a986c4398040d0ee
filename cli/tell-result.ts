import type { Item, PlanGroup } from '../src/sync/plan.ts';
import type { RunResult } from '../src/sync/run-result.ts';
import { runText } from '../src/sync/run-text.ts';
import { printable } from '../src/machines/must.ts';

const shownItems = 20;
/** A disk that cannot be read may leave out a hundred thousand: nobody reads such a mail. */
const shownProblems = 100;

/** Where a result is told. */
export interface Teller {
  print(line: string): void;
  readonly context: { readonly log: { warn(text: string): void } };
  readonly options: { readonly quiet?: boolean };
}

/** Tells the result of a run in a few lines; what is wrong goes to standard error, even when quiet. */
export function tellResult(teller: Teller, result: RunResult, dryRun: boolean): void {
  const { plan, record } = result;
  // Names and notes come from production: nothing in them may reach the terminal as more than text.
  const say = (line: string) => (teller.options.quiet === true ? undefined : teller.print(printable(line)));
  if (plan !== undefined && dryRun) plan.groups.flatMap(listGroup).forEach(say);
  if (plan !== undefined && result.failure === undefined) say(runText(result, dryRun));
  record.notes.forEach((note) => say(`  note: ${note}`));
  for (const { item, what, next } of record.problems.slice(0, shownProblems)) {
    const advice = next === undefined ? '' : ` → ${next}`;
    teller.context.log.warn(printable(`  left out: ${item}: ${what}${advice}`));
  }
  const more = record.problems.length - shownProblems;
  if (more > 0)
    teller.context.log.warn(`  left out: … and ${more} more; the record of ${record.id} has all of them`);
}

function listGroup(group: PlanGroup): readonly string[] {
  const list = (sign: string, items: readonly Item[]) => {
    const lines = items.slice(0, shownItems).map(({ name, note }) => {
      return `  ${sign} ${group.title}: ${name}${note === undefined ? '' : ` (${note})`}`;
    });
    const more = items.length - shownItems;
    return more > 0 ? [...lines, `  ${sign} … and ${more} more`] : lines;
  };
  return [...list('+', group.add), ...list('~', group.change), ...list('-', group.remove)];
}

/** The result for other programs. */
export function resultJson(result: RunResult, dryRun: boolean): object {
  const groups = result.plan?.groups.map(({ title, present, source, add, change, remove }) => {
    return { title, present, source, add, change, remove };
  });
  return { ...result.record, dryRun, exit: result.exit, plan: groups };
}
