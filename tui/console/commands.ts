import { join } from 'node:path';
import type { Config } from '../../src/config/keys.ts';
import { loadUsableConfig } from '../../src/config/load-usable.ts';
import { startDetached } from '../../src/machines/detached.ts';
import type { ConsoleOptions } from './options.ts';
import type { Started } from './purposes.ts';

/** Where the output of what the console starts is kept until the next boot. */
export function commandsFolder(config: Config): string {
  return join(config.RUN_DIR, 'console');
}

/** Starts a headless command, the same that an operator could type, so that it outlives the console. Returns its id. */
export async function startCommand(options: ConsoleOptions, started: Started): Promise<string> {
  const { context, configPath, program } = options;
  const { values } = await loadUsableConfig(configPath);
  const [first, ...rest] = program;
  return startDetached(context, {
    folder: commandsFolder(values),
    title: started.title,
    argv: [first, ...rest, started.command, '--config', configPath, ...started.words],
  });
}
