import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Place } from './place.ts';
import { startAtPort } from './ports.ts';
import { gone, killTree, signalExactly, until, withDescendants } from './processes.ts';
import type { ProcessId } from './processes.ts';
import { asMachine, canMountViews, insidePath, rewriter } from './view.ts';
import type { View } from './view.ts';

/** Production's ssh server: the real one, on a loopback port, showing production's files at the shared paths. */
export class Sshd {
  readonly user = userInfo().username;
  readonly #place: Place;
  readonly #view: View;
  #port = 0;
  #child: ChildProcess | undefined;
  #id: ProcessId | undefined;
  #hanging: { server: Server; sockets: Set<Socket> } | undefined;

  constructor(place: Place, view: View) {
    this.#place = place;
    this.#view = view;
  }

  get port(): number {
    return this.#port;
  }

  /** Everything the server logged so far. */
  log(): string {
    return readFileSync(join(this.#place.root, 'log', 'sshd.log'), 'utf8');
  }

  /** The known_hosts line of the present host key. */
  knownHostsLine(): string {
    const [type, key] = readFileSync(this.#file('host_key.pub'), 'utf8').split(' ');
    return `[127.0.0.1]:${this.#port} ${type} ${key}\n`;
  }

  /** Makes another host key; a running server shows it only after a restart. */
  newHostKey(): void {
    mkdirSync(this.#file(''), { recursive: true });
    for (const name of ['host_key', 'host_key.pub']) rmSync(this.#file(name), { force: true });
    generateKey(this.#file('host_key'), 'production');
  }

  /** Lets a public key log in; `options` is what stands before it in authorized_keys, as command="…",restrict. */
  authorize(publicKeyFile: string, options = ''): void {
    const key = readFileSync(publicKeyFile, 'utf8');
    writeFileSync(this.#file('authorized_keys'), `${options}${options === '' ? '' : ' '}${key}`, {
      mode: 0o600,
    });
    const forced = /command="((?:[^"\\]|\\.)*)"/.exec(options)?.[1] ?? '';
    writeFileSync(this.#file('forced'), forced.replaceAll('\\"', '"'));
    writeFileSync(this.#file('rewrite'), rewriter(this.#view, this.#file('forced')));
  }

  /** Starts it; the port stays the same over restarts. */
  async start(): Promise<void> {
    await this.#stopHanging();
    const port = await startAtPort(this.#port, (each) => this.#startAt(each));
    if (port === undefined) throw new Error(`sshd does not start:\n${this.log()}`);
    this.#port = port;
  }

  /** Ends it with every session: connections are refused from now on, those under way are reset. */
  async stop(): Promise<void> {
    await this.#stopHanging();
    if (this.#id === undefined) return;
    const told = killTree(this.#id);
    await gone(told);
    this.#child = undefined;
    this.#id = undefined;
  }

  /** A cut cable: nothing answers any more, nothing is refused. Sessions under way stand still. */
  freeze(): void {
    this.#signalAll('SIGSTOP');
  }

  /** Mends the cable. */
  thaw(): void {
    this.#signalAll('SIGCONT');
  }

  /** Resets the sessions under way, and takes new ones. */
  async cutSessions(): Promise<void> {
    const id = this.#id;
    if (id === undefined) return;
    await gone(
      withDescendants(id.pid)
        .filter((each) => each.pid !== id.pid)
        .flatMap(killTree),
    );
  }

  /** Replaces it by something that accepts each connection and never says a word. `start` ends that. */
  async hang(): Promise<void> {
    await this.stop();
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.resume();
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    server.unref();
    this.#hanging = { server, sockets };
  }

  async #stopHanging(): Promise<void> {
    const hanging = this.#hanging;
    if (hanging === undefined) return;
    this.#hanging = undefined;
    for (const socket of hanging.sockets) socket.destroy();
    await new Promise((resolve) => hanging.server.close(resolve));
  }

  #signalAll(signal: NodeJS.Signals): void {
    if (this.#id === undefined) return;
    for (const each of withDescendants(this.#id.pid)) signalExactly(each, signal);
  }

  async #startAt(port: number): Promise<boolean> {
    writeFileSync(this.#file('sshd_config'), this.#config(port));
    // As root it insists on this folder, which the service's unit would make.
    if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
    const began = this.#logSize();
    const log = openSync(join(this.#place.root, 'log', 'sshd.log'), 'a');
    const sshd = this.#place.programs.sshd;
    const [command, ...args] = asMachine(this.#view, [sshd, '-D', '-e', '-f', this.#file('sshd_config')]);
    const child = spawn(command, args, { cwd: '/', detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    this.#child = child;
    child.once('exit', () => {
      if (this.#child === child) this.#child = undefined;
    });
    if (child.pid !== undefined) this.#id = this.#place.ledger.process(child.pid);
    const listening = () => this.log().slice(began).includes(`Server listening on 127.0.0.1 port ${port}.`);
    await until(() => this.#child !== child || listening(), 'sshd to start', 10_000);
    return this.#child === child;
  }

  #logSize(): number {
    try {
      return this.log().length;
    } catch {
      return 0;
    }
  }

  #file(name: string): string {
    return join(this.#place.root, 'sshd', name);
  }

  #config(port: number): string {
    const here = insidePath(this.#view);
    const rewrite = canMountViews() ? '' : `ForceCommand bash ${this.#file('rewrite')}\n`;
    // With -D the server's own pid file is of no use; SetEnv is set after all else, so that it wins.
    return `Port ${port}
ListenAddress 127.0.0.1
HostKey ${this.#file('host_key')}
AuthorizedKeysFile ${this.#file('authorized_keys')}
PidFile none
StrictModes no
UsePAM ${isLocked(this.user) ? 'yes' : 'no'}
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
PermitUserRC no
PrintMotd no
PrintLastLog no
UseDNS no
LogLevel VERBOSE
Subsystem sftp internal-sftp
MaxStartups 100
${rewrite}SetEnv HOME=${here}/home PATH=${here}/bin:/usr/local/bin:/usr/bin:/bin LC_ALL=C.UTF-8
`;
  }
}

/** Makes an ed25519 key pair without a passphrase. */
export function generateKey(file: string, comment: string): void {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', file]);
}

/** Without PAM, sshd refuses accounts whose password is locked by an exclamation mark. */
function isLocked(user: string): boolean {
  if (process.getuid?.() !== 0) return false;
  const line = execFileSync('getent', ['shadow', user], { encoding: 'utf8' });
  return line.split(':')[1]?.startsWith('!') === true;
}
