import { expect, test } from 'vitest';
import { sha1OfName } from '../../../src/sync/attachments/store-name.ts';

const sha1 = '0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33';

test.each([`0b/${sha1}`, `0be/${sha1}`])('%s is named by its content', (name) => {
  expect(sha1OfName(name)).toBe(sha1);
});

test.each([sha1, `0a/${sha1}`, `0bee/${sha1}`, `0b/${sha1}0`, `0b/x/${sha1}`, `0B/${sha1.toUpperCase()}`])(
  '%s is not',
  (name) => {
    expect(sha1OfName(name)).toBeUndefined();
  },
);
