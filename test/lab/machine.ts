/** One of a pair's two machines, as tests and the demo use it. */
import { join } from 'node:path';
import { boot, initOf, powerCut, shutDown } from './boot.ts';
import { runInside, type RunOptions, type RunResult } from './enter.ts';
import { LabError } from './errors.ts';
import { addresses, hostNames, type Role } from './names.ts';
import { cableState, limitRate, setCable } from './network.ts';
import { readPair } from './record.ts';
import { host } from './shell.ts';

export type { RunOptions, RunResult } from './enter.ts';

export class Machine {
  readonly pair: string;
  readonly role: Role;
  /** Its host name, inside the pair's network. */
  readonly hostName: string;
  readonly address: string;

  constructor(pair: string, role: Role) {
    this.pair = pair;
    this.role = role;
    this.hostName = hostNames[role];
    this.address = addresses[role];
  }

  /** Process number (on this computer) of the machine's init; throws LabError when it is off. */
  get init(): number {
    const init = initOf(this.pair, this.role);
    if (init === undefined) throw new LabError(`${this.role} of pair ${this.pair} is off`);
    return init;
  }

  get isOn(): boolean {
    return initOf(this.pair, this.role) !== undefined;
  }

  /** Runs argv, or text for `bash -euo pipefail`, as root or `user`; any exit code is a result, not an error. */
  run(command: string | readonly string[], options: RunOptions = {}): Promise<RunResult> {
    return runInside(this.init, command, options);
  }

  /** Like run, but throws LabError with the command's output when it doesn't end with 0; returns its stdout. */
  async ok(command: string | readonly string[], options: RunOptions = {}): Promise<string> {
    const result = await this.run(command, options);
    if (result.exitCode === 0) return result.stdout;
    const text = typeof command === 'string' ? command : command.join(' ');
    const output = `${result.stdout.slice(-3000)}${result.stderr.slice(-3000)}`;
    throw new LabError(`${this.role}: exit code ${result.exitCode}: ${text}\n${output}`);
  }

  /** Copies a file or folder into the machine, owned by root; paths as rsync understands them. */
  async copyIn(from: string, to: string): Promise<void> {
    await this.#rsync(['--chown=root:root', from, `${this.init}:${to}`]);
  }

  /** Copies a file or folder out of the machine; paths as rsync understands them. */
  async copyOut(from: string, to: string): Promise<void> {
    await this.#rsync([`${this.init}:${from}`, to]);
  }

  /** Writes a file of root's with this text; `mode` as for chmod. */
  async put(path: string, text: string, mode = '644'): Promise<void> {
    const script = 'mkdir -p "$(dirname "$1")" && cat > "$1" && chmod "$2" "$1"';
    await this.ok(['sh', '-c', script, 'sh', path, mode], { input: text });
  }

  /** Runs one SQL statement as postgres; rows as lines, columns separated by |. */
  async sql(statement: string, database = 'prod'): Promise<string> {
    const psql = ['psql', '-X', '-A', '-t', '-q', '-w', '-v', 'ON_ERROR_STOP=1', '-d', database, '-f', '-'];
    return (await this.ok(psql, { user: 'postgres', input: statement })).trimEnd();
  }

  /** Pulls the network cable. */
  cut(): Promise<void> {
    return setCable(this.pair, this.role, 'down');
  }

  /** Puts the network cable back. */
  heal(): Promise<void> {
    return setCable(this.pair, this.role, 'up');
  }

  /** Whether the network cable is in. */
  cable(): Promise<'up' | 'down'> {
    return cableState(this.pair, this.role);
  }

  /** Lets at most so many kilobytes per second arrive here; null lifts the limit. */
  slow(kilobytes: number | null): Promise<void> {
    return limitRate(this.pair, this.role, kilobytes);
  }

  /** Power cut: every process is killed at once. */
  kill(): Promise<void> {
    return powerCut(this.pair, this.role);
  }

  /** Orderly power off; a reboot from inside ends the same way: off, until `boot`. */
  shutdown(): Promise<void> {
    return shutDown(this.pair, this.role);
  }

  /** Power on; resolves when the machine's systemd has started all it starts (Odoo may need seconds more). */
  async boot(): Promise<void> {
    const record = readPair(this.pair);
    if (record === undefined) throw new LabError(`there is no pair ${this.pair}`);
    await boot(this.pair, this.role, record.layers[this.role]);
  }

  async #rsync(paths: readonly string[]): Promise<void> {
    // -s: names travel inside the protocol, as no shell over there would undo their quoting.
    await host(['rsync', '-as', '-e', join(import.meta.dirname, 'rsh.sh'), ...paths], { timeout: 300 });
  }
}
