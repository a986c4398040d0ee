import { asFailure } from '../failures.ts';
import type { Figure } from './report.ts';
import { known, unknown } from './report.ts';

/** What reading gives, or why it gave nothing. Throws only when it is interrupted. */
export async function attempt<T>(read: () => Promise<T>): Promise<Figure<T>> {
  try {
    return known(await read());
  } catch (error) {
    const failure = asFailure(error);
    if (failure.code === 'interrupted') throw failure;
    return unknown(failure.message);
  }
}
