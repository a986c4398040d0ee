import { expect, test } from 'vitest';
import { watchSilence } from '../../src/machines/silence.ts';
import { handClock } from '../support/hand-clock.ts';

test('silence is told once, after as many seconds or up to a quarter more', async () => {
  const clock = handClock();
  let told = 0;
  const watch = watchSilence(clock, 4, () => (told += 1));
  await clock.forward(3_500);
  watch.heard();
  await clock.forward(3_999);
  expect(told).toBe(0);
  await clock.forward(1_002);
  expect(told).toBe(1);
  await clock.forward(60_000);
  expect(told).toBe(1);
});

test('a pause of our own is no silence, and after its end nobody listens', async () => {
  const clock = handClock();
  let told = 0;
  const watch = watchSilence(clock, 4, () => (told += 1));
  watch.heard(clock.sleep(20_000));
  await clock.forward(20_000);
  expect(told).toBe(0);
  await clock.forward(3_999);
  expect(told).toBe(0);
  watch.end();
  await clock.forward(60_000);
  expect(told).toBe(0);
});
