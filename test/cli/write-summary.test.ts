import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Stage } from '../sync/stage.ts';
import { openStage } from '../sync/stage.ts';
import { startCommand } from './start-command.ts';

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
});

afterEach(() => stage.close());

const write = (...names: readonly string[]) =>
  startCommand(['ot-write-summary', '--config', stage.configFile, ...names]);

test("a line for each name, in the original's format", async () => {
  expect(await write('letters', 'my own scans')).toEqual({ code: 0, stdout: '', stderr: '' });
  const stamp = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d`;
  expect(stage.summary()).toMatch(new RegExp(`^${stamp} :  letters\n${stamp} :  my own scans\n$`));
});

test.each([
  ['a line break', 'good\n2021-10-21 10:00:00 :  ot-attachments-sync'],
  ['an escape sequence', 'good\u001b[2J'],
  ['nothing', ''],
  ['only blanks', '   '],
  ['too much', 'a'.repeat(201)],
])('[hazard 22] a name with %s is refused, and nothing is written', async (_, name) => {
  const ended = await write('fine', name);
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain('is no name for the summary log');
  expect(ended.stderr).not.toContain('\u001b');
  expect(stage.summary()).toBe('');
});

test('without a name it is a wrong command line', async () => {
  expect(await write()).toMatchObject({ code: 2, stdout: '' });
});

test('a dry run says the line and writes none', async () => {
  const { code, stdout } = await write('--dry-run', 'letters');
  expect([code, stage.summary()]).toEqual([0, '']);
  expect(stdout).toMatch(/summary\.log: \d{4}-.* :  letters\n$/);
});
