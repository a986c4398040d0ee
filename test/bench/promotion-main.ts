/** The rows of `make bench` about a promotion: real machines, real Odoo, beside pg_promote and systemctl by hand. */
import { NotHere } from '../lab/errors.ts';
import { measurePromotions, type Both, type Promoted } from './promotion.ts';

const rounds = 5;
const mostMore = 0.5;
const mostRatio = 1.15;

const print = (line: string) => process.stdout.write(`${line}\n`);

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function row(title: string, all: readonly Both[], pick: (one: Promoted) => number): void {
  const ours = median(all.map((both) => pick(both.ours)));
  const byHand = median(all.map((both) => pick(both.byHand)));
  const more = ours - byHand;
  const ratio = ours / byHand;
  const met = more <= mostMore && ratio <= mostRatio ? 'met' : 'MISSED';
  print(
    `${title.padEnd(30)}${ours.toFixed(2)} s   by hand ${byHand.toFixed(2)} s   ${more < 0 ? '' : '+'}${more.toFixed(2)} s   × ${ratio.toFixed(2)}   ${met}`,
  );
}

print(`\nA promotion, medians of ${rounds}; at most ${mostMore} s more and × ${mostRatio}:`);
try {
  const all = await measurePromotions(rounds);
  row('decision to promoted', all, ({ promoted }) => promoted);
  row('decision to first page', all, ({ firstPage }) => firstPage);
} catch (error) {
  if (!(error instanceof NotHere)) throw error;
  print(`not measured: ${error.message}`);
}
