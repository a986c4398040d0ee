import { expect, test } from 'vitest';
import { createBrake } from '../../src/machines/brake.ts';
import { handClock } from '../support/hand-clock.ts';

test('a brake keeps to its rate on average, in pauses that a timer can keep', async () => {
  const clock = handClock();
  const brake = createBrake({ clock, signal: new AbortController().signal }, 1_000);
  let passed = 0;
  for (const end = 10_000; clock.elapsed() < end;) {
    passed += 100;
    const pause = brake(100);
    if (pause === undefined) continue;
    const before = clock.elapsed();
    let over = false;
    const done = pause.then(() => (over = true));
    while (!over) await clock.forward(1);
    await done;
    expect(clock.elapsed() - before).toBeGreaterThanOrEqual(10);
  }
  expect(passed).toBeGreaterThan(9_500);
  expect(passed).toBeLessThan(11_200);
});

test('without a limit there is no pause', () => {
  const brake = createBrake({ clock: handClock(), signal: new AbortController().signal }, 0);
  expect(brake(1 << 30)).toBe(undefined);
});
