import type { Context } from '../src/context.ts';

const silent = { info: () => {}, warn: () => {}, error: () => {}, progress: () => {} };

/** The same context without a voice: what the work would print would break the screen. */
export function quiet(context: Context): Context {
  return { ...context, log: silent };
}
