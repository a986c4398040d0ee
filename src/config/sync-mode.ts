import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import { loadConfig } from './load.ts';
import { setConfig } from './write.ts';

/**
 * Switches sync on or off in the configuration file, and proves it by reading the file again. Whether anything
 * changed. Throws when the file cannot be read, understood or written.
 */
export async function setSyncMode(context: Context, path: string, mode: 'on' | 'off'): Promise<boolean> {
  // A missing file must not come into being here: a mistyped path would then seem to have been switched.
  const before = (await loadConfig(path)).values.SYNCMODE;
  if (before === mode) return false;
  await setConfig(context, path, new Map([['SYNCMODE', mode]]));
  const after = (await loadConfig(path)).values.SYNCMODE;
  if (after === mode) return true;
  return fail('config-value', {
    what: `${path} still says SYNCMODE="${after}" after it was set to "${mode}"`,
    next: 'Set it with an editor, and see what else writes this file.',
  });
}
