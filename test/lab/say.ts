/** One line per thing done, with the seconds it took, on stderr: stdout belongs to what was asked for. */

const silent = process.env['OT_LAB_QUIET'] === '1';

/** Prints one line of progress. */
export function say(line: string): void {
  if (!silent) process.stderr.write(`lab: ${line}\n`);
}

/** Does `work`, then prints `line` and how many seconds it took; says so too when it fails. */
export async function timed<T>(line: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const took = (): string => `${((performance.now() - start) / 1000).toFixed(1)} s`;
  try {
    const result = await work();
    say(`${line} (${took()})`);
    return result;
  } catch (error) {
    say(`${line}: failed after ${took()}`);
    throw error;
  }
}
