import { resolve } from 'node:path';
import type { ExitName } from '../../src/exit-codes.ts';
import type { Terminal } from '../../tui/terminal.ts';
import { ownProgram, withScreen } from '../screen.ts';
import type { Configure } from './options.ts';

/** ot-configure on a terminal: the full-screen form. */
export async function openForm(
  { context, configPath, print }: Configure,
  terminal: Terminal,
): Promise<ExitName> {
  return withScreen(async () => {
    const { startForm } = await import('../../tui/configure/start.ts');
    return startForm({ context, terminal, print, configPath: resolve(configPath), program: ownProgram() });
  });
}
