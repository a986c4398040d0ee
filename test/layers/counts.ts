/** How many tests passed and failed. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** The sum of counts. */
export function sum(counts: readonly Counts[]): Counts {
  const add = (pick: (one: Counts) => number) => counts.reduce((total, one) => total + pick(one), 0);
  return { passed: add(({ passed }) => passed), failed: add(({ failed }) => failed) };
}

/**
 * What vitest's JSON report counts. A run that failed without a failed test (a file that could not be loaded, an error
 * outside of tests, no report at all) counts as one failure, and so does each test that was left out.
 */
export function countVitest(report: string | undefined, exitCode: number): Counts {
  const found = report === undefined ? {} : numbersOf(JSON.parse(report));
  const passed = found['numPassedTests'] ?? 0;
  const failed =
    (found['numFailedTests'] ?? 0) + (found['numPendingTests'] ?? 0) + (found['numTodoTests'] ?? 0);
  return { passed, failed: exitCode !== 0 && failed === 0 ? 1 : failed };
}

function numbersOf(report: unknown): Record<string, number> {
  if (typeof report !== 'object' || report === null) return {};
  return Object.fromEntries(
    Object.entries(report).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
}
