import { prepareLayout } from '../yoga.ts';
import type { ConsoleOptions } from './options.ts';

/** Opens the console and returns when the operator leaves it. Throws what it died of, after the screen is restored. */
export async function startConsole(options: ConsoleOptions): Promise<void> {
  await prepareLayout();
  const { showConsole } = await import('./show.tsx');
  await showConsole(options);
}
