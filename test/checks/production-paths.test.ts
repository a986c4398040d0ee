import { expect, test } from 'vitest';
import { pathKeys, productionPaths } from '../../src/checks/production-paths.ts';
import { keyNames, keys } from '../../src/config/keys.ts';
import type { Config } from '../../src/config/keys.ts';
import { usableValues } from '../../src/config/load-usable.ts';
import { testContext } from '../support/context.ts';

const given: Config = { ...usableValues(() => undefined), DATA_DIR: '/data' };

async function pathsOf(config: Config): Promise<string> {
  return (await productionPaths(testContext(), config)).map(({ path }) => path).join(' ');
}

test('a change of any key that the line on production is made of is known as such', async () => {
  const before = await pathsOf(given);
  const deciding: string[] = [];
  for (const key of keyNames) {
    const { fallback } = keys[key];
    if (typeof fallback === 'number') continue;
    const other = typeof fallback === 'string' ? '/other' : ['/other'];
    if ((await pathsOf({ ...given, [key]: other })) !== before) deciding.push(key);
  }
  expect(deciding.sort()).toEqual([...pathKeys].sort());
});
