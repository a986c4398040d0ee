import type { Context } from './context.ts';

/** The same context, over earlier: what it runs is ended once this signal is aborted, too. */
export function until(context: Context, signal: AbortSignal): Context {
  const both = (own: AbortSignal | undefined) =>
    own === undefined ? signal : AbortSignal.any([own, signal]);
  return {
    ...context,
    run: (command) => context.run({ ...command, signal: both(command.signal) }),
    start: (command) => context.start({ ...command, signal: both(command.signal) }),
    signal: AbortSignal.any([context.signal, signal]),
  };
}
