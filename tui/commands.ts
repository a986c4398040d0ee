import { join } from 'node:path';
import type { Config } from '../src/config/keys.ts';
import { loadUsableConfig } from '../src/config/load-usable.ts';
import type { Context } from '../src/context.ts';
import { startDetached } from '../src/machines/detached.ts';

/** What is needed to start a command of this program. */
export interface Starter {
  readonly context: Context;
  /** Absolute: commands that outlive the screen get it, too. */
  readonly configPath: string;
  /** The command line that runs this very program; the name of a command and its options follow. */
  readonly program: readonly [string, ...string[]];
}

/** A command that is to be started. */
export interface CommandLine {
  readonly title: string;
  readonly command: string;
  readonly words: readonly string[];
}

/** Where the output of what a screen starts is kept until the next boot. */
export function commandsFolder(config: Config): string {
  return join(config.RUN_DIR, 'console');
}

/** Starts a headless command, the same that an operator could type, so that it outlives the screen. Returns its id. */
export async function startCommand(starter: Starter, line: CommandLine): Promise<string> {
  const { context, configPath, program } = starter;
  const { values } = await loadUsableConfig(configPath);
  const [first, ...rest] = program;
  return startDetached(context, {
    folder: commandsFolder(values),
    title: line.title,
    argv: [first, ...rest, line.command, '--config', configPath, ...line.words],
  });
}
