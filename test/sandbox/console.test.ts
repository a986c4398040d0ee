import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bundled } from '../tui/bundled.ts';
import { makeBundle } from '../tui/bundled.ts';
import { Terminal } from '../tui/tmux.ts';
import { unplug } from './faults.ts';
import { until } from './processes.ts';
import type { Sandbox } from './sandbox.ts';
import { openSandbox } from './sandbox.ts';

let sandbox: Sandbox;
let program: Bundled;
const terminals: Terminal[] = [];

beforeAll(async () => {
  [sandbox, program] = await Promise.all([openSandbox({ CONNECT_SECONDS: 1 }), makeBundle()]);
});

afterAll(async () => {
  for (const terminal of terminals) terminal[Symbol.dispose]();
  program[Symbol.dispose]();
  await sandbox.close();
});

/** Opens the packaged console on a terminal of its own. */
async function openConsole(env: Readonly<Record<string, string>> = {}): Promise<Terminal> {
  const argv = [process.execPath, program.path, 'ot-console', '--config', sandbox.config] as const;
  const terminal = new Terminal({ argv: [...argv], env: { ...sandbox.environment(), ...env } });
  terminals.push(terminal);
  await terminal.until('checked');
  return terminal;
}

const notes = () => {
  const [folder = ''] = readdirSync(sandbox.standby.path('state/incidents'));
  return sandbox.standby.read(`state/incidents/${folder}/notes.md`);
};

/** As an operator sits in front of it: the tests stand in the order of a day that goes wrong. */
describe('the console on a standby', () => {
  let terminal: Terminal;

  it('shows what would be lost, and starts a sync with keys that arrive in one chunk', async () => {
    await sandbox.production.odoo.attach('kept.txt', 'kept');
    await sandbox.waitForReplay();
    terminal = await openConsole();
    const screen = await terminal.until(/1 of 1 missing/);
    expect(screen).toMatch(/STANDBY +127\.0\.0\.1 +answers +sync on +no incident/);
    expect(screen).toContain('streaming');
    terminal.type('jjjjjjs');
    await terminal.until('Run ot-attachments-sync now?');
    // Enter that was typed ahead confirms nothing.
    terminal.keys('Enter');
    terminal.type('y');
    await terminal.until('[OK] ended well');
    terminal.keys('Escape');
    await terminal.until(/\[OK\] attachments +\d+ s ago +1 new, 4 B/);
    terminal.type('3');
    await terminal.until(/attachments \[OK\] ok/);
    terminal.keys('Enter');
    await terminal.until('End of its output');
    terminal.type('qq');
    expect(await terminal.exitCode()).toBe(0);
  });

  it('a single sync is watched while it works, and ended alone; sync stays on', async () => {
    await sandbox.production.odoo.attach('large.bin', 'x'.repeat(4_000_000));
    await sandbox.waitForReplay();
    sandbox.configure({ BANDWIDTH_KBPS: 100 });
    terminal = await openConsole();
    terminal.type('jjjjjje');
    await terminal.until('this sync is not running');
    terminal.type('sy');
    await terminal.until(/\[\.\.\] running; it goes on[^]*/);
    await terminal.until(/of 4\.0 MB .* left/);
    terminal.keys('Escape');
    await terminal.until(/\[\.\.\] attachments/);
    terminal.type('e');
    await terminal.until('End the run of ot-attachments-sync that is under way?');
    terminal.type('y');
    await terminal.until('end ot-attachments-sync: done');
    await terminal.until(/attachments .* interrupted/);
    expect(terminal.screen()).toMatch(/sync on/);
    expect(sandbox.standby.odoo.damaged()).toEqual([]);
    sandbox.configure({ BANDWIDTH_KBPS: 0 });
    terminal.type('sy');
    await terminal.until('[OK] ended well');
    terminal.keys('Escape');
    terminal.type('q');
    expect(await terminal.exitCode()).toBe(0);
  });

  it('[promise 11] production is gone: the incident is opened with its reason, and the steps are led', async () => {
    await sandbox.production.odoo.attach('lost.txt', 'never synced');
    await sandbox.waitForReplay();
    await unplug(sandbox);
    terminal = await openConsole();
    terminal.type('2');
    // Nothing can be run, ticked or promoted while no incident is open.
    terminal.type('jjjjr');
    await terminal.until('no incident is open: "i" opens one');
    terminal.type('i');
    await terminal.until('What has happened?');
    terminal.type('the data centre is dark\r');
    await terminal.until(/INCIDENT.*\n[^]*led by you/);
    await terminal.until(/❯ \[ {2}\] +2 Try everything/);
    terminal.type('r');
    await terminal.until('no sign of life: ssh');
    await terminal.until('run exhaust: done');
    // What was seen does not decide.
    terminal.type('d');
    await terminal.until('Decision, and why:');
    terminal.type('go over: it stays dark for hours\r');
    await terminal.until(/❯ \[ {2}\] +3 Shut/);
    terminal.type('nasked the data centre\r');
    await until(() => notes().includes('asked the data centre'), 'the note');
    await terminal.until('note: done');
    terminal.type('r');
    await terminal.until(/\[OK\] +3 Shut/);
    // The journal shows it before the command has ended: until then nothing else can be done.
    await terminal.until('run fence: done');
    terminal.type('jx');
    await terminal.until('Reason:');
    terminal.keys('Enter');
    await terminal.until('Leaving a step out needs a reason.');
    terminal.type('no room for one\r');
    await terminal.until(/❯ \[ {2}\] +5 Bring/);
  });

  it('another person only watches, sees who leads, and can take over', async () => {
    const second = await openConsole({ SUDO_USER: 'bob' });
    second.type('2');
    const screen = await second.until('you only watch');
    expect(screen).toContain('led by');
    second.type('jr');
    await second.until(/leads this incident: you only watch/);
    second.type('ty');
    await second.until('led by you');
    await terminal.until('led by bob: you only watch');
    terminal.type('ty');
    await terminal.until('led by you');
    await second.until('you only watch');
    expect(notes()).toContain('took the incident over');
    second.keys('C-c');
    expect(await second.exitCode()).toBe(130);
  });

  it('[promise 11] the promotion wants the name of the machine, and outlives a killed console', async () => {
    terminal.type('r');
    await terminal.until('Type the name of this machine');
    terminal.keys('Enter');
    await terminal.until('Type the name of this machine.');
    terminal.type('another-machine\r');
    await terminal.until('"another-machine" is not this machine: nothing was done.');
    terminal.keys('C-u');
    // Somebody holds a sync's lock: the promotion waits in the middle.
    const lock = sandbox.standby.path('run/projects.lock');
    mkdirSync(sandbox.standby.path('run'), { recursive: true });
    const holder = spawn('flock', [lock, 'cat'], { stdio: ['pipe', 'ignore', 'ignore'] });
    terminal.type(`${hostname()}\r`);
    await until(() => notes().includes('begins: end the runs'), 'the promotion to be in the middle');
    process.kill(terminal.pid(), 'SIGKILL');
    expect(await terminal.exitCode()).toBe(137);
    const again = await openConsole();
    again.type('2');
    await again.until(/❯ \[\.\.\] +5 Bring/);
    await again.until(/\[\.\.\] end the runs/);
    again.type('jr');
    await again.until(/ot-disable-standby-mode is at work/);
    again.type('k');
    holder.stdin.end();
    await again.until(/\[OK\] +5 Bring/);
    await again.until(/PRIMARY/);
    terminal = again;
  });

  it('[promise 14] goes on to the end by keys, and offers nothing more that a primary must not do', async () => {
    terminal.type('jr');
    await terminal.until(/\[OK\] +6 Note/);
    terminal.keys('PageDown');
    terminal.type('1s');
    terminal.keys('End');
    terminal.type('a');
    await terminal.until('PRIMARY: nothing is synced onto it');
    terminal.type('2');
    for (const id of ['smoke', 'repoint', 'inform']) {
      terminal.type('d');
      await terminal.until('Remark');
      terminal.keys('Enter');
      await until(() => notes().includes(`step "${id}" done`), `${id} to be ticked`);
      await terminal.until(`tick ${id}: done`);
    }
    terminal.type('4');
    await terminal.until('step "inform" done');
    terminal.type('q');
    expect(await terminal.exitCode()).toBe(0);
    expect(notes()).toContain('missing: lost.txt');
    // What was noted stays on the terminal, to be copied.
    await terminal.until('The incident is open, and goes on.');
  });
});
