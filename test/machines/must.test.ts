import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import type { Outcome } from '../../src/machines/command.ts';
import { lastLines, must, printable } from '../../src/machines/must.ts';
import { shellWord } from '../../src/machines/shell-word.ts';

const failed: Outcome = {
  argv: ['ssh', '-p', '22', 'odoo@production', "it's a test", '$(id)'],
  ended: 'exited',
  exitCode: 255,
  stdout: '',
  stderr: 'first\nssh: connect to host production port 22:\tConnection refused\r\n\n',
  durationMs: 1,
};

test('what a program said last is told without its line endings', () => {
  expect(lastLines(failed.stderr, 1)).toBe('ssh: connect to host production port 22: Connection refused');
});

test('[promise 8] control characters are shown, never carried out', () => {
  expect(printable('\u001b[31mred\u0007\tand more')).toBe('?[31mred? and more');
});

test('the command to run by hand is the one that ran, word for word', () => {
  const thrown = expect(() => must(failed, 'asking production'));
  thrown.toThrow('asking production: ssh exited with 255: first / ssh: connect');
  const line = failed.argv.map(shellWord).join(' ');
  const { stdout } = spawnSync('sh', ['-c', `printf '%s\\n' ${line}`], { encoding: 'utf8' });
  expect(stdout.trimEnd().split('\n')).toEqual(failed.argv);
});
