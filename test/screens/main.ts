/** Takes the pictures of docs/screens from the real program: `npx node test/screens/main.ts`. Needs root, for a host name. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../packaging/places.ts';
import { unplug } from '../sandbox/faults.ts';
import { openSandbox } from '../sandbox/sandbox.ts';
import { makeBundle } from '../tui/bundled.ts';
import { Terminal } from '../tui/tmux.ts';
import { screenSvg } from './svg.ts';

const folder = join(root, 'docs/screens');
const size = { columns: 100, rows: 28 };

await using sandbox = await openSandbox({ CONNECT_SECONDS: 1 });
using program = await makeBundle();
const { production } = sandbox;
await production.odoo.attachMany(40);
production.project('odoo-company', ['sale_company']);
await sandbox.waitForReplay();
await sandbox.run('ot-sync-from-source');
await production.odoo.attach('offer.pdf', 'signed');
await sandbox.waitForReplay();

const line = [process.execPath, program.path, 'ot-console', '--config', sandbox.config];
const named = ['unshare', '--uts', 'sh', '-c', 'hostname standby && exec "$@"', 'sh', ...line] as const;
using terminal = new Terminal({
  ...{ argv: ['env', ...named], env: { ...sandbox.environment(), SUDO_USER: 'alice' } },
  ...size,
});

/** Takes a picture of what is on the screen now. */
function take(name: string): void {
  mkdirSync(folder, { recursive: true });
  const rows = terminal.screen(true).split('\n').slice(0, size.rows);
  writeFileSync(join(folder, `${name}.svg`), screenSvg(rows, size.columns));
}

await terminal.until(/1 of 41 missing/);
terminal.keys('Down');
await terminal.until(/❯ .* filestore/);
take('overview');
await unplug(sandbox);
terminal.type('2iproduction is dark since the power cut\r');
await terminal.until('led by you');
terminal.type('1');
await terminal.until('[1 Overview]');
terminal.type('2r');
await terminal.until(/\[OK\] +2 Try/);
take('recovery');
terminal.type('jr');
await terminal.until(/\[OK\] +3 Shut/);
terminal.type('jxno room for one\r');
await terminal.until(/\[--\] +4 Make/);
// Somebody holds a sync's lock: the promotion waits in the middle until its picture is taken.
const lock = sandbox.standby.path('run/projects.lock');
const holder = spawn('flock', [lock, 'cat'], { stdio: ['pipe', 'ignore', 'ignore'] });
terminal.type('jr');
await terminal.until('Type the name of this machine');
terminal.type('standby\r');
await terminal.until(/\[\.\.\] end the runs .* [1-9] s/);
take('promotion');
holder.stdin.end();
await terminal.until(/\[OK\] +5 Bring/);
terminal.type('q');
await terminal.exitCode();
