import { expect, test } from 'vitest';
import type { CheckOutcome } from '../../src/checks/check.ts';
import { fine } from '../../src/checks/check.ts';
import type { Wanted } from '../../src/checks/looks.ts';
import { createLooks } from '../../src/checks/looks.ts';
import { createMemo } from '../../src/checks/memo.ts';

/** A clock of the test's own. */
function createClock() {
  let now = 0;
  return {
    elapsed: () => now,
    pass: (seconds: number) => void (now += seconds * 1000),
    sleep: async () => undefined,
  };
}

function counted(outcome: CheckOutcome, seconds: number): Wanted & { readonly looks: () => number } {
  let looks = 0;
  return {
    id: 'x',
    stamp: 'standby',
    fresh: () => seconds,
    look: async () => {
      looks += 1;
      return outcome;
    },
    looks: () => looks,
  };
}

test('what was seen is good for a while, and its age is told', async () => {
  const clock = createClock();
  const looks = createLooks(clock);
  const wanted = counted(fine('good'), 60);
  await looks.see(wanted);
  clock.pass(59);
  expect(await looks.see(wanted)).toMatchObject({ ageSeconds: 59, value: { said: 'good' } });
  expect(wanted.looks()).toBe(1);
  clock.pass(2);
  expect(await looks.see(wanted)).toMatchObject({ ageSeconds: 0 });
  expect(wanted.looks()).toBe(2);
});

test('with another role or configuration it is looked at anew', async () => {
  const looks = createLooks(createClock());
  const wanted = counted(fine('good'), 60);
  await looks.see(wanted);
  await looks.see({ ...wanted, stamp: 'primary' });
  expect(wanted.looks()).toBe(2);
});

test('who has no patience sees nothing, then what was seen behind the scenes, then the old until the new is there', async () => {
  const clock = createClock();
  const looks = createLooks(clock, 700);
  const first = Promise.withResolvers<CheckOutcome>();
  const wanted = { ...counted(fine('good'), 60), look: () => first.promise };
  expect(await looks.see(wanted)).toBeUndefined();
  first.resolve(fine('at last'));
  await first.promise;
  expect(await looks.see(wanted)).toMatchObject({ value: { said: 'at last' } });
  clock.pass(61);
  const never = { ...wanted, look: () => Promise.withResolvers<CheckOutcome>().promise };
  expect(await looks.see(never)).toMatchObject({ ageSeconds: 61, value: { said: 'at last' } });
});

test('a memo tells what is new, and forgets', async () => {
  const clock = createClock();
  const memo = createMemo<number>(clock);
  let made = 0;
  const get = () =>
    memo.get(
      'x',
      () => 10,
      async () => (made += 1),
    );
  expect([await get(), await get()]).toEqual([
    { value: 1, ageSeconds: 0 },
    { value: 1, ageSeconds: 0 },
  ]);
  memo.forget('x');
  clock.pass(5);
  expect(await get()).toEqual({ value: 2, ageSeconds: 0 });
});
