import type { Machine } from '../lab/machine.ts';
import type { Pair } from '../lab/pair.ts';

/** Thrown when the demo shows something else than it should. */
export class DemoFailed extends Error {}

/** Where the demo plays: it shows each command as if typed, and what came back. */
export class Stage {
  readonly pair: Pair;
  /** Where it shows what happens. */
  readonly say: (line: string) => void;

  constructor(pair: Pair, say: (line: string) => void = print) {
    this.pair = pair;
    this.say = say;
  }

  /** Begins a part. */
  act(title: string): void {
    this.say(`\n── ${title} ${'─'.repeat(Math.max(0, 74 - title.length))}`);
  }

  /** Types a command on the standby and shows its output. Throws when it ends with another code than expected. */
  onStandby(command: string, options: TypeOptions = {}): Promise<string> {
    return this.#type(this.pair.standby, command, options);
  }

  /** The same on production. */
  onProduction(command: string, options: TypeOptions = {}): Promise<string> {
    return this.#type(this.pair.production, command, options);
  }

  /** Says that something was found true; throws when it was not. */
  check(fact: string, holds: boolean): void {
    this.say(`  ${holds ? '[OK]' : '[!!]'} ${fact}`);
    if (!holds) throw new DemoFailed(fact);
  }

  async #type(machine: Machine, command: string, options: TypeOptions): Promise<string> {
    const user = options.user === undefined ? {} : { user: options.user };
    const input = options.input === undefined ? {} : { input: options.input };
    this.say(`${machine.role}# ${options.as ?? command}`);
    const result = await machine.run(['sh', '-c', `exec 2>&1\n${command}`], {
      timeout: 600,
      ...user,
      ...input,
    });
    const lines = result.stdout.trimEnd().split('\n');
    const shown = options.lines ?? 40;
    for (const line of lines.slice(0, shown)) if (line !== '') this.say(`  ${line}`);
    if (lines.length > shown) this.say(`  … (${lines.length - shown} more lines)`);
    if (!(options.codes ?? [0]).includes(result.exitCode)) {
      const end = lines.slice(-20).join('\n');
      throw new DemoFailed(
        `"${options.as ?? command}" on ${machine.role} ended with ${result.exitCode}:\n${end}`,
      );
    }
    return result.stdout;
  }
}

/** How a command is typed. */
export interface TypeOptions {
  /** Exit codes that are right. Default: 0. */
  readonly codes?: readonly number[];
  /** Shown instead of the command, where that is long. */
  readonly as?: string;
  readonly input?: string;
  /** Lines of output shown at most. */
  readonly lines?: number;
  readonly user?: string;
}

/** Prints a line of the demo. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
