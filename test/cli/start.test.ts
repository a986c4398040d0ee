import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync, writeFileSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import type { Stage } from '../sync/stage.ts';
import { openStage } from '../sync/stage.ts';
import { startCommand, startProgram } from './start-command.ts';

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
});

afterEach(() => stage.close());

const job = 'ot-attachments-sync';
const run = (...args: readonly string[]) =>
  startCommand([job, '--config', stage.configFile, ...args], stage.env());

function switchOff(): void {
  writeFileSync(stage.configFile, readFileSync(stage.configFile, 'utf8').replace('"on"', '"off"'));
}

test('--version and --help answer on standard output', async () => {
  expect(await run('--version')).toEqual({
    code: 0,
    stdout: `${job} (ot-redundancy) ${packageJson.version}\n`,
    stderr: '',
  });
  const help = await run('--help');
  expect([help.code, help.stderr]).toEqual([0, '']);
  expect(help.stdout).toMatch(new RegExp(`^${job} - .*\n\nUsage:\n {2}${job} \\[OPTION\\]…\n`));
});

test('a command is found by the name that the program is called under', async () => {
  const link = stage.path('bin', 'ot-attachment-sync');
  symlinkSync(resolve(import.meta.dirname, '../../cli/main.ts'), link);
  const help = await startProgram([link, '--help'], stage.env());
  expect(help.stdout).toMatch(/^ot-attachments-sync - /);
  const { stdout } = await startProgram([link, '--version'], stage.env());
  expect(stdout).toBe(`ot-attachment-sync (ot-redundancy) ${packageJson.version}\n`);
});

test('-h is help, and what stands behind -- is no option', async () => {
  expect((await run('-h')).stdout).toMatch(new RegExp(`^${job} - `));
  const words = await startCommand(['ot-recovery', '--config', stage.configFile, 'step', '--', '--version']);
  expect([words.code, words.stdout]).toEqual([2, '']);
});

test('the program alone lists its commands; one that does not exist is a wrong command line', async () => {
  const list = await startCommand([]);
  expect([list.code, list.stderr]).toEqual([0, '']);
  expect(list.stdout).toContain('\n  ot-status ');
  const unknown = await startCommand(['ot-nothing']);
  expect([unknown.code, unknown.stdout]).toEqual([2, '']);
  expect(unknown.stderr).toMatch(/^there is no command "ot-nothing"\n/);
});

test.each([
  [['--dry-rnu'], "Unknown option '--dry-rnu' (did you mean --dry-run?)"],
  [['--config'], "Option '--config <value>' argument missing"],
  [['more'], '"more" is too much: ot-attachments-sync takes only options'],
])('a wrong command line is 2: %j', async (args, said) => {
  const ended = await startCommand([job, ...args]);
  expect([ended.code, ended.stdout]).toEqual([2, '']);
  expect(ended.stderr).toContain(said);
  expect(ended.stderr).toContain('→ ot-attachments-sync --help');
});

test('a failure is told with what is wrong and what to do, never with a stack trace', async () => {
  const ended = await startCommand([job, '--config', stage.path('none.conf')]);
  expect(ended).toEqual({
    code: 10,
    stdout: '',
    stderr: `${stage.path('none.conf')} does not exist\n  → Run ot-configure to write it.\n`,
  });
});

const before: [string, number, string, () => Promise<unknown> | void][] = [
  ['sync is off', 4, 'sync-off', switchOff],
  ['the configuration is broken', 10, 'config-key', () => writeFileSync(stage.configFile, 'NO_SUCH="1"\n')],
  ['the lock is held', 11, 'lock-held', () => stage.programs.otherRun('obedient')],
];

test.each(before)('--json is one document even when %s', async (_, code, failure, arrange) => {
  await arrange();
  const ended = await run('--json');
  expect(ended.code).toBe(code);
  expect(JSON.parse(ended.stdout)).toEqual({
    schemaVersion: 1,
    exit: expect.any(String),
    failure: { code: failure, what: expect.any(String), next: expect.any(String) },
  });
  expect(ended.stderr).not.toBe('');
});

test('--json is one document for a wrong command line, and for a run that was refused', async () => {
  const wrong = await run('--json', '--nonsense');
  expect([wrong.code, JSON.parse(wrong.stdout)]).toMatchObject([2, { failure: { code: 'usage' } }]);
  stage.database('false');
  const refused = await run('--json');
  expect([refused.code, JSON.parse(refused.stdout)]).toMatchObject([
    13,
    { schemaVersion: 1, exit: 'refused', outcome: 'refused', failure: { code: 'not-standby' } },
  ]);
});

test('ot-sync-from-source --json is one document with every run', async () => {
  stage.database('false');
  const ended = await startCommand(
    ['ot-sync-from-source', '--json', '--config', stage.configFile],
    stage.env(),
  );
  const document = JSON.parse(ended.stdout);
  expect([ended.code, document.exit]).toEqual([13, 'refused']);
  expect(document.runs.map((each: { exit: string }) => each.exit)).toContain('refused');
  expect(document.runs.length).toBeGreaterThan(3);
});

test('--quiet is silent when sync is off or the lock is held, and loud about all else', async () => {
  await stage.programs.otherRun('obedient');
  expect(await run('--quiet')).toEqual({ code: 11, stdout: '', stderr: '' });
  switchOff();
  expect(await run('--quiet')).toEqual({ code: 4, stdout: '', stderr: '' });
  writeFileSync(stage.configFile, 'SYNCMODE="on"\n');
  const loud = await run('--quiet');
  expect([loud.code, loud.stdout]).toEqual([10, '']);
  expect(loud.stderr).toContain('SYNCSRC is not set');
});

test('a reader that goes away does not end the command', async () => {
  const line = `'${process.execPath}' '${join(import.meta.dirname, '../../cli/main.ts')}' ot-status --config '${stage.configFile}'; echo $? >&2`;
  const child = spawn('sh', ['-c', `{ ${line}; } | true`], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: stage.env(),
  });
  let said = '';
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  await once(child, 'close');
  expect(said).toBe('1\n');
});
