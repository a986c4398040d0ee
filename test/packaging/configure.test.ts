import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { actions, keyTable } from '../../tui/configure/keys.ts';
import type { KeyBinding } from '../../tui/configure/keys.ts';
import { pages } from '../../tui/configure/pages.ts';
import { toField, toPage, typeValue } from '../tui/form-keys.ts';
import { until } from '../sandbox/processes.ts';
import type { Terminal } from '../tui/tmux.ts';
import type { Opening } from './installed.ts';
import { useInstalled } from './installed.ts';

const { folder, config, text, open } = useInstalled();

beforeEach(() => writeFileSync(config, text));

/** The packaged form on a machine where nothing is. */
const start = (opening: Opening = {}) => open('ot-configure', opening);

async function started(env: Readonly<Record<string, string>> = {}): Promise<Terminal> {
  const terminal = start({ env });
  // The first frame may be seen a moment before keys are taken.
  await terminal.until(/^(?![^]*being tested)[^]*q leave/);
  return terminal;
}

describe('keys', () => {
  test.each(pages)('every key on page %s, and nothing is written', async (page) => {
    const terminal = await started();
    for (const action of actions) {
      // What is shown outside of the form waits for Enter: the test of it stands below.
      if (['leave', 'interrupt', 'plain'].includes(action)) continue;
      const { keys }: KeyBinding = keyTable[action];
      terminal.type(toPage(page));
      terminal.press(...keys);
      // Whatever it has opened is left again.
      terminal.keys('Escape');
    }
    terminal.type(`${toPage('write')}g`);
    await terminal.until(/❯ \[OK\] write +the file says all this already/);
    terminal.type('q');
    expect(await terminal.exitCode()).toBe(0);
    expect(readFileSync(config, 'utf8')).toBe(text);
  });

  test('a whole value in one chunk, a sequence in pieces, a paste with line ends', async () => {
    const terminal = await started();
    terminal.type(typeValue('HOLD_DAYS', 45));
    await terminal.until('1 change, not written');
    terminal.type('?');
    await terminal.until('On every page');
    // Escape alone, and only later what could have been the rest of an arrow key.
    terminal.type('\u001b');
    await terminal.until('❯ HOLD_DAYS');
    terminal.type('[A');
    await terminal.until('❯ HOLD_DAYS');
    terminal.type(`${toField('SSH_KEY')}\r`);
    await terminal.until('Ctrl-U clear');
    terminal.type('\u001b[200~\r\n/root/.ssh/pasted\r\n\u001b[201~');
    terminal.keys('Enter');
    await terminal.until(/SSH_KEY +\/root\/\.ssh\/pasted/);
    await terminal.until('2 changes, not written');
  });

  test('a long value is scrolled to where it is typed, and to its begin', async () => {
    const terminal = await started();
    const long = `/srv/${'folder/'.repeat(30)}end`;
    terminal.type(`${toField('SSH_KEY')}\r${long}`);
    await terminal.until(/…[^\n]*folder\/end_/);
    terminal.keys('Home');
    await terminal.until(/ \/srv\/folder\/[^\n]*…\n[^\n]*\^/);
    terminal.keys('Enter');
    await terminal.until('1 change, not written');
  });
});

describe('the terminal is given back, and the file is as it was', () => {
  test.each([
    ['q and yes', 0, (terminal: Terminal) => terminal.type('qy')],
    ['Ctrl-C', 130, (terminal: Terminal) => terminal.keys('C-c')],
    ['Ctrl-C over a field', 130, (terminal: Terminal) => terminal.type('\rabc\u0003')],
    ['SIGTERM', 130, (terminal: Terminal) => process.kill(terminal.pid(), 'SIGTERM')],
    ['SIGHUP', 130, (terminal: Terminal) => process.kill(terminal.pid(), 'SIGHUP')],
  ])('after %s', async (_, code, leave) => {
    const terminal = await started();
    terminal.type(typeValue('HOLD_DAYS', 45));
    await terminal.until('1 change, not written');
    leave(terminal);
    expect(await terminal.exitCode()).toBe(code);
    expect([terminal.isOnOtherScreen(), terminal.showsCursor()]).toEqual([false, true]);
    expect(readFileSync(config, 'utf8')).toBe(text);
  });

  test('a terminal that is closed under it ends it', async () => {
    const terminal = await started();
    terminal.type(typeValue('HOLD_DAYS', 45));
    const pid = terminal.pid();
    terminal.hangUp();
    const gone = () => {
      try {
        return !process.kill(pid, 0);
      } catch {
        return true;
      }
    };
    await until(gone, 'the form to end');
    expect(readFileSync(config, 'utf8')).toBe(text);
  });

  test('a file that changed meanwhile is not written over', async () => {
    const terminal = await started();
    terminal.type(typeValue('HOLD_DAYS', 45));
    terminal.type('wg');
    await terminal.until(/write +4 lines/);
    const other = `${text}SSH_PORT="2222"\n`;
    writeFileSync(config, other);
    terminal.type('\ry');
    await terminal.until('was changed by someone else');
    expect(readFileSync(config, 'utf8')).toBe(other);
  });
});

test('resized again and again it draws right, and says where it is too small', async () => {
  const terminal = await started();
  for (let round = 0; round < 5; round += 1) {
    for (const [columns, rows] of [
      [60, 15],
      [100, 30],
      [50, 12],
      [200, 60],
    ] as const)
      terminal.resize(columns, rows);
  }
  terminal.resize(60, 15);
  await terminal.until('This terminal has 60×15 characters.');
  terminal.resize(80, 24);
  const shown = await terminal.until('q leave');
  expect(shown.split('\n')[0]).toMatch(/ot-configure.*no changes/);
  terminal.resize(120, 40);
  await terminal.until(/BANDWIDTH_KBPS/);
});

test('the key is made only after a yes, and its line is one line outside of the form', async () => {
  writeFileSync(join(folder, 'odoo.conf'), `[options]\ndata_dir = ${folder}/data\n`);
  const terminal = await started();
  terminal.type(typeValue('ODOO_CONF', join(folder, 'odoo.conf')));
  terminal.type('ag');
  await terminal.until(/❯ \[ {2}\] ssh key/);
  terminal.keys('Enter');
  await terminal.until('Make an ssh key');
  terminal.type('y');
  await terminal.until(/\[OK\] ssh key/);
  terminal.type('p');
  await terminal.until('Enter leads back to the form.');
  expect(terminal.isOnOtherScreen()).toBe(false);
  expect(terminal.screen().split('\n').join('')).toMatch(
    /restrict,command="[^"]*" ssh-ed25519 \S+ ot-redundancy@/,
  );
  terminal.keys('Enter');
  await terminal.until('q leave');
  terminal.type('qy');
  await terminal.exitCode();
  const shown = terminal.screen();
  expect(shown).toMatch(/Done: made the ssh key \S+\/\.ssh\/id_ed25519\./);
  expect(shown).toContain('Nothing of the changes was written');
  expect(readFileSync(config, 'utf8')).toBe(text);
});

describe('what the terminal can show', () => {
  const colours = /\u001b\[[0-9;]*3[1-7]m/;

  test('colours, and none with NO_COLOR', async () => {
    const coloured = await started();
    expect(coloured.screen(true)).toMatch(colours);
    const plain = await started({ NO_COLOR: '1' });
    expect(plain.screen(true)).not.toMatch(colours);
  });

  test.each([{ LANG: 'C' }, { TERM: 'linux' }])('ASCII with %j', async (env) => {
    const terminal = await started(env);
    expect(await terminal.until('> Production')).toMatch(/^[\x20-\x7e\n]*$/);
  });

  test.each([
    [{ TERM: 'dumb' }, []],
    [{}, ['--plain']],
    [{}, ['--dry-run']],
  ])('the plain questions with %j %j', async (env, args) => {
    const terminal = start({ env, args });
    await terminal.until('Host name or address of production:');
    expect(terminal.isOnOtherScreen()).toBe(false);
    terminal.keys('C-c');
    expect(await terminal.exitCode()).toBe(130);
  });
});
