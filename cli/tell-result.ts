import type { Item, Plan, PlanGroup } from '../src/sync/plan.ts';
import { isEmpty } from '../src/sync/plan.ts';
import type { RunResult } from '../src/sync/run-result.ts';
import { formatBytes } from '../src/figures.ts';

const shownItems = 20;

/** Where a result is told. */
export interface Teller {
  print(line: string): void;
  readonly context: { readonly log: { warn(text: string): void } };
  readonly options: { readonly quiet?: boolean };
}

/** Tells the result of a run in a few lines; what is wrong goes to standard error, even when quiet. */
export function tellResult(teller: Teller, result: RunResult, dryRun: boolean): void {
  const { plan, record } = result;
  const say = (line: string) => (teller.options.quiet === true ? undefined : teller.print(line));
  if (plan !== undefined && dryRun) plan.groups.flatMap(listGroup).forEach(say);
  if (plan !== undefined && result.failure === undefined) say(headline(result, plan, dryRun));
  record.notes.forEach((note) => say(`  note: ${note}`));
  for (const { item, what, next } of record.problems) {
    teller.context.log.warn(`  left out: ${item}: ${what}${next === undefined ? '' : ` → ${next}`}`);
  }
}

function headline(result: RunResult, plan: Plan, dryRun: boolean): string {
  const { counts, job, problems } = result.record;
  const left = problems.length === 0 ? '' : `, ${problems.length} left out`;
  if (counts === undefined || isEmpty(plan)) return `${job}: in step, nothing to do${left}`;
  const { added, changed, removed, bytes } = counts;
  const size = bytes === 0 ? '' : ` (${formatBytes(bytes)})`;
  const verb = dryRun ? 'would be' : 'verified:';
  return `${job}: ${verb} ${added} new, ${changed} changed, ${removed} taken away${size}${left}`;
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
