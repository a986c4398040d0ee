/** Takes docs/screens/configure.svg from the real program: `npx node test/screens/form.ts`. Needs root. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../packaging/places.ts';
import { openSandbox } from '../sandbox/sandbox.ts';
import { makeBundle } from '../tui/bundled.ts';
import { toField, toPage, typeValue } from '../tui/form-keys.ts';
import { Terminal } from '../tui/tmux.ts';
import { screenSvg } from './svg.ts';

const size = { columns: 100, rows: 28 };

await using sandbox = await openSandbox({ CONNECT_SECONDS: 1, MIN_FREE_MB: 1 });
using program = await makeBundle();
const { standby, sshd } = sandbox;
sandbox.configure({ REMOTEODOO: 'nobody', SSH_KNOWN_HOSTS: standby.path('pinned/known_hosts') });

const line = [process.execPath, program.path, 'ot-configure', '--config', sandbox.config];
const named = ['unshare', '--uts', 'sh', '-c', 'hostname standby && exec "$@"', 'sh', ...line] as const;
using terminal = new Terminal({ argv: ['env', ...named], env: sandbox.environment(), ...size });

await terminal.until(/\[!!\] login/);
terminal.type(typeValue('REMOTEODOO', sshd.user));
await terminal.until('1 change, not written');
terminal.type(toPage('access'));
await terminal.until(/not pinned yet/);
terminal.type('gj\r');
await terminal.until('ssh-keygen -lf');
terminal.type('yes\r');
await terminal.until(/\[OK\] login/);
terminal.type(toField('SSH_PORT'));
terminal.keys('Enter');
await terminal.until('Ctrl-U clear');
const rows = terminal.screen(true).split('\n').slice(0, size.rows);
writeFileSync(join(root, 'docs/screens/configure.svg'), screenSvg(rows, size.columns));
terminal.keys('C-c');
await terminal.exitCode();
