import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';

/** Exchanges two paths in one act of the kernel. Source: renameat2(2), RENAME_EXCHANGE; Node has no call for it. */
const script = `import ctypes, os, sys
here, exchange = -100, 2
one, other = [os.fsencode(path) for path in sys.argv[1:]]
done = ctypes.CDLL(None).renameat2(here, one, here, other, exchange) == 0
sys.exit(0 if done else 3)
`;

/** Exchanges two folders, so that there is never a moment without one. False when this machine cannot do that. */
export async function exchangeFolders(
  context: Context,
  config: Config,
  [one, other]: readonly [string, string],
): Promise<boolean> {
  const outcome = await context.run({
    argv: ['python3', '-I', '-S', '-c', script, one, other],
    timeoutMs: config.COMMAND_SECONDS * 1000,
  });
  return outcome.exitCode === 0;
}
