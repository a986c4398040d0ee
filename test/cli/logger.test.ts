import { expect, test } from 'vitest';
import { createLogger } from '../../cli/logger.ts';
import { progressLine } from '../../cli/progress.ts';

/** A logger that writes into a list, at a time that the test sets. */
function open(changes: { terminal?: boolean; quiet?: boolean; columns?: number } = {}) {
  const written: string[] = [];
  const clock = { now: 0 };
  const log = createLogger({
    write: (text) => void written.push(text),
    terminal: changes.terminal ?? true,
    color: false,
    quiet: changes.quiet ?? false,
    columns: () => changes.columns ?? 80,
    elapsed: () => clock.now,
  });
  return { log, written, clock };
}

test('progress begins after two seconds and is drawn at most four times a second', () => {
  const { log, written, clock } = open();
  for (clock.now = 0; clock.now <= 3_000; clock.now += 50) log.progress({ label: 'fetching' });
  expect(written).toHaveLength(5);
});

test('two pieces of work are timed apart', () => {
  const { log, written, clock } = open();
  log.progress({ label: 'one' });
  clock.now = 1_900;
  log.progress();
  log.progress({ label: 'two' });
  clock.now = 3_800;
  log.progress({ label: 'two' });
  expect(written).toEqual([]);
});

test('a line never wraps', () => {
  const { log, written, clock } = open({ columns: 20 });
  log.progress({ label: 'x' });
  clock.now = 2_500;
  log.progress({ label: 'a label that is much too long' });
  expect(written).toEqual(['\r\u001b[2Ka label that is muc']);
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
  expect(progressLine({ label: 'a', files, bytes: { done: 2_000_000, total: 6_000_000 } }, 2_000)).toBe(
    'a  3 of 10 files  2.0 MB of 6.0 MB  1.0 MB/s  4 s left',
  );
  expect(progressLine({ label: 'a', bytes: { done: 500 } }, 1_000)).toBe('a  500 B  500 B/s');
  expect(progressLine({ label: 'a' }, 1_000)).toBe('a');
});
