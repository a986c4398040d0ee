import { expect, test } from 'vitest';
import { databaseTarget } from '../../src/postgres/database-target.ts';

test.each([
  ['prod', "dbname='prod'"],
  ['host=elsewhere', "dbname='host=elsewhere'"],
  ["it's", "dbname='it\\'s'"],
  ['back\\slash', "dbname='back\\\\slash'"],
  ['postgresql://elsewhere/x', "dbname='postgresql://elsewhere/x'"],
])('[promise 8] the database %j is only a name to psql', (name, target) => {
  expect(databaseTarget(name)).toBe(target);
});
