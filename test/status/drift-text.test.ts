import { expect, test } from 'vitest';
import { driftText } from '../../src/status/drift-text.ts';
import { known, unknown } from '../../src/status/report.ts';
import { goodRun, job } from './sample.ts';

const last = (changes: Partial<typeof goodRun>) =>
  job({ job: 'apt', history: known({ lastSuccess: goodRun, last: { ...goodRun, ...changes } }) });

const failure = { code: 'unreachable', what: 'production does not answer', next: 'x' };
const many = Array.from({ length: 12 }, (_, index) => `package-${index}`);

test.each([
  ['in step', last({}), /^apt: in step at 20\d\d-\d\d-\d\d [\d:]{8}$/],
  [
    'something left out',
    last({ outcome: 'partial', leftOut: ['a', 'b\u001b[2J'], problems: 2 }),
    /; the last run left out a, b\?\[2J$/,
  ],
  ['much left out', last({ outcome: 'partial', leftOut: many, problems: 70 }), /package-9, and 60 more$/],
  [
    'failed since',
    last({ outcome: 'unreachable', failure }),
    /; the last run: unreachable \(production does not answer\)$/,
  ],
  ['under way', last({ outcome: 'running' }), /[\d:]{8}$/],
  ['never', job({ history: known({ lastSuccess: null, last: null }) }), /^attachments: never in step$/],
  ['not to be read', job({ history: unknown('EACCES') }), /^attachments: unknown, EACCES$/],
])('[promise 14] how far a sync came: %s', (_, report, text) => {
  expect(driftText(report)).toMatch(text);
});
