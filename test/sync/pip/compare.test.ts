import { afterEach, beforeEach, expect, test } from 'vitest';
import { compareModules } from '../../../src/sync/pip/compare.ts';
import type { PipFacts } from '../../../src/sync/pip/facts.ts';
import { parsePipFacts } from '../../../src/sync/pip/facts.ts';
import type { Stage } from '../stage.ts';
import { openStage } from '../stage.ts';

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
});

afterEach(() => stage.close());

const facts = (python: string, ...modules: readonly string[]) =>
  parsePipFacts(
    [`python ${python}`, 'kind plain', ...modules.map((each) => `module ${each}`), ''].join('\n'),
  );

const compare = (production: PipFacts, here: PipFacts, ...pending: readonly string[]) =>
  compareModules(stage.config, { production, here, pending: new Set(pending) });

test('[hazard 20] what a package brought on production never comes by pip; what pip brought there does, even over one', () => {
  const production = facts(
    '3.11.2',
    'six 1.16.0 system',
    'lxml 4.9.2 pip',
    'lxml 4.6.0 system',
    'Babel 2.9.1 pip',
  );
  const here = facts('3.11.2', 'lxml 4.6.0 system', 'babel 2.9.1 pip');
  const { wanted, problems } = compare(production, here);
  expect(wanted).toEqual([
    {
      name: 'lxml',
      version: '4.9.2',
      here: { name: 'lxml', version: '4.6.0', origin: 'system' },
      unfinished: false,
    },
  ]);
  expect(problems).toEqual([]);
});

test('what pip shadows here and a package brings on production is told', () => {
  const { wanted, notes } = compare(facts('3.11.2', 'six 1.16.0 system'), facts('3.11.2', 'six 1.17.0 pip'));
  expect(wanted).toEqual([]);
  expect(notes).toEqual(['by pip here, but by a package on production: six 1.17.0']);
});

test('[promise 5] a version proves nothing while an installation of it has not come to its end', () => {
  const production = facts('3.11.2', 'one 1.0 pip', 'two 1.0 pip', 'three 1.0 pip');
  const here = facts('3.11.2', 'one 1.0 pip', 'two 0.9 pip', 'three 1.0 pip');
  const { wanted } = compare(production, here, 'one', 'two');
  expect(wanted).toMatchObject([
    { name: 'one', unfinished: true },
    { name: 'two', unfinished: false },
  ]);
});

test('another Python is told', () => {
  const { notes } = compare(facts('3.9.2'), facts('3.11.2'));
  expect(notes).toEqual(['production has Python 3.9.2, this machine 3.11.2: some modules may not fit']);
});

test('a checkout here is not replaced by a module of an index', () => {
  const { wanted, problems } = compare(facts('3.11.2', 'tool 2.0 pip'), facts('3.11.2', 'tool 1.0 editable'));
  expect(wanted).toEqual([]);
  expect(problems).toMatchObject([{ item: 'tool' }]);
});

test.each(['', 'python 2.7.18\nkind plain\n', 'python 3.11.2\n'])(
  'an answer such as %j is not believed',
  (text) => {
    expect(() => parsePipFacts(text)).toThrow(expect.objectContaining({ code: 'answer' }));
  },
);
