import type { Clock } from '../../src/context.ts';

/** A clock that goes on by hand: whoever sleeps is woken when their time has come. */
export function handClock(): Clock & { forward(milliseconds: number): Promise<void> } {
  let now = 0;
  const sleepers: { readonly at: number; wake(): void }[] = [];
  return {
    now: () => new Date(now),
    elapsed: () => now,
    sleep: (milliseconds, signal) =>
      new Promise((wake, fail) => {
        sleepers.push({ at: now + milliseconds, wake });
        signal?.addEventListener('abort', () => fail(new Error('ended')));
      }),
    async forward(milliseconds) {
      for (const end = now + milliseconds; now < end;) {
        now += 1;
        const due = sleepers.filter(({ at }) => at <= now);
        for (const sleeper of due) sleepers.splice(sleepers.indexOf(sleeper), 1);
        for (const { wake } of due) wake();
        if (due.length > 0) for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
      }
    },
  };
}
