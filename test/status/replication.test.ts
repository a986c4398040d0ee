import { expect, test } from 'vitest';
import { describeReplication } from '../../src/status/gather-database.ts';
import { streaming } from './sample.ts';

const behind = (changes: Partial<typeof streaming>) =>
  describeReplication({ ...streaming, ...changes }).behindSeconds;
const none = { kind: 'none' } as const;

test('on an idle production the age of the last transaction is no lag', () => {
  expect(behind({ lastTransactionAge: 86_400 })).toEqual({ state: 'known', value: 1.4 });
});

test('with WAL outstanding the last replayed transaction counts', () => {
  expect(behind({ bytesToReplay: 1, lastTransactionAge: 30 })).toEqual({ state: 'known', value: 30 });
  expect(behind({ bytesToReceive: 1, lastTransactionAge: 30 })).toEqual({ state: 'known', value: 30 });
});

test('once nothing is received the figure is stale, whether fed by archive or by nobody', () => {
  for (const feed of ['archive', 'none'] as const) {
    expect(behind({ feed, receiver: none })).toMatchObject({ state: 'stale', value: 3600 });
  }
});

test('what the database user may not see is not made up', () => {
  const hidden = { feed: 'unknown', receiver: { kind: 'hidden' } } as const;
  expect(behind(hidden)).toMatchObject({ state: 'stale' });
  expect(behind({ ...hidden, lastTransactionAge: undefined })).toMatchObject({ state: 'unknown' });
  expect(describeReplication({ ...streaming, ...hidden }).bytesToReceive.state).toBe('unknown');
});
