import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test, vi } from 'vitest';

const script = join(import.meta.dirname, 'slow-command.ts');
const red = '\u001b[31m';

/** Runs the slow command on a terminal of its own; what appeared there. */
async function onTerminal(milliseconds: number, args = '', env: Readonly<Record<string, string>> = {}) {
  const line = `'${process.execPath}' '${script}' ${milliseconds} ${args}`;
  const child = spawn('script', ['-q', '-e', '-c', line, '/dev/null'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm', ...env },
  });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  expect(code).toBe(0);
  return output;
}

test('on a terminal, work over two seconds shows how far it is, in one line that goes away', async () => {
  const output = await onTerminal(2_700);
  expect(output).toMatch(/\u001b\[2Kworking {2}\d+ of 100 files/);
  // Nothing of the line is left when the next one is written.
  expect(output).toMatch(/\r\u001b\[2K\u001b\[33ma warning/);
});

test('what takes less shows none', async () => {
  expect(await onTerminal(300)).not.toContain('working');
});

test('quiet shows none either', async () => {
  expect(await onTerminal(2_700, '--quiet')).not.toContain('working');
});

test('on a terminal what is wrong is in colour', async () => {
  expect(await onTerminal(0)).toContain(`${red}an error`);
});

test.each([
  ['--no-color', '--no-color', {}],
  ['NO_COLOR', '', { NO_COLOR: '1' }],
  ['TERM=dumb', '', { TERM: 'dumb' }],
])('there is no colour with %s', async (_, args, env) => {
  const output = await onTerminal(0, args, env);
  expect(output).toContain('an error');
  expect(output).not.toContain('\u001b[3');
});

test('away from a terminal there is neither progress nor colour, and data is apart from messages', async () => {
  const child = spawn(process.execPath, [script, '2300'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect([out, err]).toEqual(['data\n', 'a warning\nan error\n']);
});

test('a terminal that goes away, as with a lost ssh link, does not end the work', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ot-hang-up-'));
  const ended = join(folder, 'ended');
  const line = `'${process.execPath}' '${script}' 3000; echo $? > '${ended}'`;
  const shell = ['sh', '-c', `trap '' HUP; ${line}`].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  // -f: what is shown comes at once. The end of script is the end of the terminal.
  const child = spawn('script', ['-q', '-f', '-c', `exec ${shell.join(' ')}`, '/dev/null'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm' },
  });
  for await (const chunk of child.stdout) if (String(chunk).includes('working')) child.kill('SIGKILL');
  await vi.waitFor(() => expect(readFileSync(ended, 'utf8')).toBe('0\n'), { timeout: 30_000 });
  rmSync(folder, { recursive: true });
});

test('output that cannot be written is told in a line, and ends with 1', async () => {
  const main = join(import.meta.dirname, '../../cli/main.ts');
  const child = spawn('sh', ['-c', `'${process.execPath}' '${main}' > /dev/full`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect([code, said]).toEqual([1, expect.stringMatching(/^the output cannot be written: ENOSPC.*\n$/)]);
});
