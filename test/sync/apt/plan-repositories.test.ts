import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Production } from '../../../src/machines/production.ts';
import { parseAptFacts } from '../../../src/sync/apt/facts.ts';
import { planRepositories } from '../../../src/sync/apt/plan-repositories.ts';
import type { Stage } from '../stage.ts';
import { openStage } from '../stage.ts';

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
});

afterEach(() => stage.close());

const nobody = () => Promise.reject(new Error('production is not to be asked'));
const production: Production = {
  hello: { mode: 'forced', gate: 1, host: 'p', time: 0, rsync: '', os: '', arch: '', noise: '' },
  ask: nobody,
  fetch: nobody,
  stream: nobody,
  close: async () => undefined,
};

const facts = (release: string, sum: string) =>
  parseAptFacts(`arch amd64\nrelease ${release}\nfile ${sum.repeat(64)}  /etc/apt/sources.list\n`);

test.each([
  ['debian bullseye', 'debian bookworm'],
  ['ubuntu jammy', 'debian jammy'],
  ['', ''],
  ['debian', 'debian'],
])('[promise 9] [hazard 16] nothing comes across releases: %j to %j', async (there, here) => {
  const { context, config } = stage;
  const server = { label: 's', host: 's', port: 1, user: 'u', asSystemUser: undefined, passFile: undefined };
  const session = {
    ...{ context, config, server, runId: 'run', lockFds: [], allowRemovals: false },
    production: async () => production,
    expectProduction: () => undefined,
  };
  const plan = await planRepositories(session, { production: facts(there, 'a'), here: facts(here, 'b') });
  expect(plan.problems).toEqual([expect.objectContaining({ item: 'repositories' })]);
  expect(plan.write.size + plan.remove.length).toBe(0);
  expect(plan.group).toMatchObject({ add: [], change: [], remove: [] });
});
