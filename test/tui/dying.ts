/** A console that dies: of what it draws, or of what it looks at. Bundled and started by a test. */
import { createContext } from '../../cli/context.ts';
import type { Context } from '../../src/context.ts';
import { startConsole } from '../../tui/console/start.ts';

const context = createContext({ quiet: false, color: false });
const began = performance.now();

/** Works for a while: the screen is to be there when it dies. */
function broken<T>(value: T, error: string): T {
  if (performance.now() - began > 1_500) throw new Error(error);
  return value;
}

const stopping: Context = {
  ...context,
  clock: { ...context.clock, now: () => broken(new Date(), 'the clock has stopped') },
};

const terminal = {
  plain: false,
  color: true,
  get ascii() {
    return broken(false, 'the frame cannot be drawn');
  },
};

startConsole({
  context: process.argv[2] === 'looking' ? stopping : context,
  configPath: '/nonexistent/sync.conf',
  program: ['/bin/true'],
  terminal: process.argv[2] === 'drawing' ? terminal : { plain: false, color: true, ascii: false },
  shell: '/bin/sh',
  print: (line) => process.stdout.write(`${line}\n`),
  askLine: async () => undefined,
}).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
