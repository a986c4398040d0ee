import { expect, test } from 'vitest';
import { widthOf } from '../src/text-width.ts';
import { wrapText } from '../src/wrap-text.ts';

test('a line is as wide as a terminal shows it: letters of two columns count twice', () => {
  const rows = wrapText('請求書 の 写し 二〇二六年 invoice for the customer', { columns: 20, indent: '  ' });
  expect(rows).toEqual(['  請求書 の 写し', '  二〇二六年 invoice', '  for the customer']);
  expect(Math.max(...rows.map(widthOf))).toBeLessThanOrEqual(20);
});

test('a word that is longer than a line stays whole', () => {
  expect(wrapText('see /var/lib/ot-redundancy/incidents there', { columns: 12, indent: '' })).toEqual([
    'see',
    '/var/lib/ot-redundancy/incidents',
    'there',
  ]);
});
