import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStage } from './stage.ts';
import { runTiny } from './tiny-job.ts';

let server: Server;
let address = '';
let answers: number[] = [];
const called: string[] = [];

beforeEach(async () => {
  called.length = 0;
  answers = [];
  server = createServer((request, response) => {
    called.push(`${request.method} ${request.url}`);
    response.writeHead(answers.shift() ?? 200).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const bound = server.address();
  address = `http://127.0.0.1:${bound !== null && typeof bound === 'object' ? bound.port : 0}/ping/uuid`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const wrong = [{ item: 'a', what: 'is wrong' }];

test('the health check is called at the start and with the exit code', async () => {
  const stage = await openStage({ HEALTHCHECK_URL: address });
  await runTiny(stage);
  await runTiny(stage, { wrong });
  await stage.close();
  const calls = ['/start', '/0', '/start', '/14'].map((part) => `POST /ping/uuid${part}`);
  expect(called).toEqual(calls);
});

test('a dry run calls nobody', async () => {
  const stage = await openStage({ HEALTHCHECK_URL: address });
  await runTiny(stage, {}, { dryRun: true });
  await stage.close();
  expect(called).toEqual([]);
});

test('the end is tried again, and a health check that stays wrong only warns', async () => {
  const stage = await openStage({ HEALTHCHECK_URL: address });
  answers = [200, 503, 200];
  expect((await runTiny(stage)).exit).toBe('ok');
  expect([called.length, stage.told]).toEqual([3, []]);
  answers = [200, 503, 503, 503];
  expect((await runTiny(stage)).exit).toBe('ok');
  await stage.close();
  expect(stage.told).toEqual(['HEALTHCHECK_URL answered 503']);
});

test('an alert gets the record of a run that was no success, and of no other', async () => {
  const stage = await openStage({ ALERT_COMMAND: '/bin/false' });
  stage.program('alert', 'cat >>"$ROOT/alerts"');
  const config = { ...stage.config, ALERT_COMMAND: stage.path('bin/alert') };
  await runTiny({ ...stage, config });
  await runTiny({ ...stage, config }, { wrong });
  const [line = '', rest] = readFileSync(stage.path('alerts'), 'utf8').split('\n');
  expect(JSON.parse(line)).toMatchObject({ job: 'attachments', outcome: 'unverified' });
  expect(rest).toBe('');
  await stage.close();
});

test('an alert that fails only warns', async () => {
  const stage = await openStage();
  stage.program('alert', 'echo no mail >&2; exit 1');
  const config = { ...stage.config, ALERT_COMMAND: stage.path('bin/alert') };
  expect((await runTiny({ ...stage, config }, { wrong })).exit).toBe('unverified');
  expect(stage.told).toEqual(['ALERT_COMMAND did not succeed: no mail']);
  await stage.close();
});
