import { expect, test } from 'vitest';
import { createLogger } from '../../cli/logger.ts';
import { progressText } from '../../cli/progress.ts';

/** A logger that writes into a list, at a time that the test sets. */
function open(changes: { terminal?: boolean; quiet?: boolean; columns?: number } = {}) {
  const written: string[] = [];
  const clock = { now: 0 };
  const repeated = new Set<() => void>();
  const log = createLogger({
    write: (text) => void written.push(text),
    terminal: changes.terminal ?? true,
    color: false,
    quiet: changes.quiet ?? false,
    columns: () => changes.columns ?? 80,
    elapsed: () => clock.now,
    repeat(_, act) {
      repeated.add(act);
      return () => repeated.delete(act);
    },
  });
  /** Lets time go by, a quarter of a second at a time. */
  const pass = (milliseconds: number) => {
    for (const end = clock.now + milliseconds; clock.now < end;) {
      clock.now += 250;
      for (const act of repeated) act();
    }
  };
  return { log, written, clock, pass, repeated };
}

test('work that is told once is shown after two seconds, and stays alive', () => {
  const { log, written, pass } = open();
  log.progress({ label: 'installing' });
  pass(1_750);
  expect(written).toEqual([]);
  pass(500);
  expect(written).toEqual(['\r\u001b[2Kinstalling  2 s', '\r\u001b[2Kinstalling  2 s']);
});

test('the end takes the line away, and nothing is drawn any more', () => {
  const { log, written, pass, repeated } = open();
  log.progress({ label: 'installing' });
  pass(2_000);
  log.progress();
  expect(written.at(-1)).toBe('\r\u001b[2K');
  expect(repeated.size).toBe(0);
});

test('a message takes the place of the line, which comes back below it', () => {
  const { log, written, pass } = open();
  log.progress({ label: 'x' });
  pass(2_000);
  log.warn('careful');
  pass(250);
  expect(written.slice(1)).toEqual(['\r\u001b[2K', 'careful\n', '\r\u001b[2Kx  2 s']);
});

test('several steps that are short each are one piece of work, with a rate of their own', () => {
  const { log, written, pass } = open();
  log.progress({ label: 'one' });
  pass(1_500);
  log.progress({ label: 'two', bytes: { done: 1_000 } });
  pass(500);
  expect(written).toEqual(['\r\u001b[2Ktwo  1.0 kB  1.0 kB/s']);
});

test('two pieces of work are timed apart', () => {
  const { log, written, pass } = open();
  log.progress({ label: 'one' });
  pass(1_500);
  log.progress();
  log.progress({ label: 'two' });
  pass(1_500);
  expect(written).toEqual([]);
});

test('a line never wraps', () => {
  const { log, written, pass } = open({ columns: 20 });
  log.progress({ label: 'a label that is much too long' });
  pass(2_000);
  expect(written).toEqual(['\r\u001b[2Ka label that is muc']);
});

test.each([{ terminal: false }, { quiet: true }])('nothing is drawn with %j', (changes) => {
  const { log, written, pass } = open(changes);
  log.progress({ label: 'x' });
  pass(5_000);
  expect(written).toEqual([]);
});

test('quiet keeps warnings and errors', () => {
  const { log, written } = open({ quiet: true });
  log.info('all is well');
  log.warn('careful');
  log.error('wrong');
  expect(written).toEqual(['careful\n', 'wrong\n']);
});

test('files, bytes, rate and time left; what is not known is left out', () => {
  const files = { done: 3, total: 10 };
  expect(progressText({ label: 'a', files, bytes: { done: 2_000_000, total: 6_000_000 } }, 2_000)).toBe(
    'a  3 of 10 files  2.0 MB of 6.0 MB  1.0 MB/s  4 s left',
  );
  expect(progressText({ label: 'a', bytes: { done: 500 } }, 1_000)).toBe('a  500 B  500 B/s');
  expect(progressText({ label: 'a' }, 1_000)).toBe('a  1 s');
});
