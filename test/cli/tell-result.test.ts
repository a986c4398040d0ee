import { expect, test } from 'vitest';
import { tellResult } from '../../cli/tell-result.ts';
import type { Plan, Problem } from '../../src/sync/plan.ts';
import { endRun } from '../../src/sync/run-result.ts';
import { newRecord } from '../../src/sync/record.ts';
import { testContext } from '../support/context.ts';

const escape = '\u001b[2J\u009b1m';

/** What is told of a run: its data, and its messages. */
function told(
  items: { add: string[]; problems?: Problem[] },
  options: { quiet?: boolean; dryRun?: boolean } = {},
) {
  const context = testContext();
  const printed: string[] = [];
  const { problems = [] } = items;
  const add = items.add.map((name) => ({ name, note: 'new' }));
  const group = { title: 'files', present: 1, source: 2, add, change: [], remove: [], many: true };
  const plan: Plan = { groups: [group], problems, notes: [] };
  const result = endRun(context, newRecord(context, 'attachments'), { plan, problems });
  const teller = {
    print: (line: string) => void printed.push(line),
    context,
    options: { quiet: options.quiet === true },
  };
  tellResult(teller, result, options.dryRun === true);
  return { printed, said: context.said };
}

test('a success is one line', () => {
  expect(told({ add: ['a'] }).printed).toEqual(['attachments: verified: 1 new, 0 changed, 0 taken away']);
  expect(told({ add: [] }).printed).toEqual(['attachments: in step, nothing to do']);
});

test('a dry run lists what would change, so many and no more', () => {
  const names = Array.from({ length: 23 }, (_, index) => `f${index}`);
  const { printed } = told({ add: names }, { dryRun: true });
  expect([printed[0], printed[20]]).toEqual(['  + files: f0 (new)', '  + … and 3 more']);
  expect(printed.at(-1)).toBe('attachments: would be 23 new, 0 changed, 0 taken away');
});

test('quiet is silent on success, and still names what was left out', () => {
  expect(told({ add: ['a'] }, { quiet: true })).toEqual({ printed: [], said: [] });
  const problems = [{ item: 'odd', what: 'is not to be had', next: 'Look.' }];
  expect(told({ add: ['a'], problems }, { quiet: true })).toEqual({
    printed: [],
    said: ['  left out: odd: is not to be had → Look.'],
  });
});

test('of very many that were left out so many are named, and no more', () => {
  const problems = Array.from({ length: 100_003 }, (_, index) => ({
    item: `f${index}`,
    what: 'is unreadable',
  }));
  const { said } = told({ add: [], problems }, { quiet: true });
  expect([said.length, said[99]]).toEqual([101, '  left out: f99: is unreadable']);
  expect(said[100]).toMatch(
    /^ {2}left out: … and 99903 more; the record of \S+-attachments-\w+ has all of them$/,
  );
});

test('[promise 8] a name from production reaches the terminal as nothing but text', () => {
  const problems = [{ item: escape, what: escape }];
  const { printed, said } = told({ add: [escape], problems }, { dryRun: true });
  expect([...printed, ...said].join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  expect(printed[0]).toBe('  + files: ?[2J?1m (new)');
});
