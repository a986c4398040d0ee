import type { Context } from '../src/context.ts';
import { showName } from '../src/files/names.ts';
import { printable } from '../src/machines/must.ts';
import type { DescribedBad } from '../src/verify/describe-bad.ts';
import type { BadFile, Verification } from '../src/verify/report.ts';

/** Where it is told. */
interface Telling {
  readonly context: Context;
  readonly print: (line: string) => void;
  readonly quiet: boolean;
}

/** What was found, and what of it was put right. */
export interface VerificationOutcome {
  readonly told: readonly DescribedBad[];
  readonly found: readonly BadFile[];
  readonly repaired: ReadonlySet<unknown>;
}

/** Tells a verification: each bad file with its records, then the figures. */
export function tellVerification(
  { context, print, quiet }: Telling,
  result: Verification,
  outcome: VerificationOutcome,
): void {
  const { told, found, repaired } = outcome;
  told.forEach(({ database, storeName, state, attachments }, index) => {
    const records = attachments.map(
      ({ name, record, uploader, at }) =>
        `"${name}" of ${record || 'no record'}, by ${uploader || '?'}, ${at ?? '?'}`,
    );
    const how = repaired.has(found[index]) ? `was ${state}, repaired` : state;
    const shown = showName(Buffer.from(storeName).toString('latin1'));
    const line = `  ${database}/${shown}: ${how}${records.length === 0 ? '' : `: ${records.join('; ')}`}`;
    if (repaired.has(found[index])) {
      if (!quiet) print(printable(line));
    } else context.log.warn(printable(line));
  });
  for (const { item, what, next } of result.problems) {
    context.log.warn(printable(`  ${item}: ${what}${next === undefined ? '' : ` → ${next}`}`));
  }
  if (quiet) return;
  const { referred, read, orphaned, bad, coming } = result;
  const more = coming === 0 ? '' : `, ${coming} on their way (rows that are newer than the last sync)`;
  print(`${referred} files referred to, ${read} read, ${bad.length} bad, ${orphaned} without a row${more}`);
}
