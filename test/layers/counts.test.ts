import { describe, expect, test } from 'vitest';
import { countVitest, sum } from './counts.ts';

describe('the count of a layer', () => {
  test('is what the report says', () => {
    const report = JSON.stringify({ numPassedTests: 12, numFailedTests: 2 });
    expect(countVitest(report, 1)).toEqual({ passed: 12, failed: 2 });
  });

  test('has a failure when the run failed without a failed test, or wrote nothing', () => {
    expect(countVitest(JSON.stringify({ numPassedTests: 12, numFailedTests: 0 }), 1)).toEqual({
      passed: 12,
      failed: 1,
    });
    expect(countVitest(undefined, 1)).toEqual({ passed: 0, failed: 1 });
  });

  test('takes a test that was left out for a failure', () => {
    expect(countVitest(JSON.stringify({ numPassedTests: 3, numPendingTests: 1 }), 0)).toEqual({
      passed: 3,
      failed: 1,
    });
  });

  test('adds up', () => {
    const counts = [
      { passed: 1, failed: 0 },
      { passed: 2, failed: 3 },
    ];
    expect(sum(counts)).toEqual({ passed: 3, failed: 3 });
  });
});
