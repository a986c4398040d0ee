import { expect, test } from 'vitest';
import { keyGroups, keyNames } from '../../src/config/keys.ts';
import { explain, explanationLines } from '../../src/configure/explain.ts';

test('every key is explained: what it is, what is expected, its default', () => {
  const all = explain([]);
  expect(all.map(({ key }) => key)).toEqual(keyNames);
  for (const { key, about, expected } of all) {
    expect(about, key).toMatch(/^\p{Lu}.{10,}\.$|^(apt|nginx|pip).{10,}\.$/u);
    expect(expected, key).not.toBe('');
    // It completes "Expected: …" and stands behind "expected" in messages.
    expect(expected, key).not.toMatch(/\.$/);
  }
});

test('the keys of a group stand together, and each group has some', () => {
  const groups = explain([]).map(({ group }) => group);
  const order = groups.filter((group, index) => group !== groups[index - 1]);
  expect(order).toEqual(Object.keys(keyGroups));
});

test('the text holds every key under its group, in 79 columns', () => {
  const lines = explanationLines(explain([]));
  for (const key of keyNames) expect(lines).toContain(`  ${key}`);
  for (const title of Object.values(keyGroups))
    expect(lines.filter((line) => line === title)).toHaveLength(1);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(79);
});

test('keys are named as one likes, and a mistyped one is guessed', () => {
  expect(explain(['ssh_port']).map(({ key }) => key)).toEqual(['SSH_PORT']);
  expect(() => explain(['SSH_PROT'])).toThrow('there is no key "SSH_PROT"');
});
