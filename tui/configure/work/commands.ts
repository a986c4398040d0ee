import { loadUsableConfig } from '../../../src/config/load-usable.ts';
import { readDraft } from '../../../src/configure/draft.ts';
import { listDetached } from '../../../src/machines/detached.ts';
import { commandsFolder } from '../../commands.ts';
import type { FormOptions } from '../options.ts';
import type { Store } from '../store.ts';

const everyMs = 500;

/** Shows what was started until all of it has ended; then the file is read again, because it may say something else. */
export async function followCommands(
  { context, configPath }: FormOptions,
  store: Store,
  signal: AbortSignal,
): Promise<void> {
  const { values } = await loadUsableConfig(configPath);
  const look = async () => {
    const commands = await listDetached(commandsFolder(values));
    if (!signal.aborted) store.dispatch({ kind: 'looked', part: { commands } });
    return commands.some(({ state }) => state === 'running');
  };
  if (!(await look())) return;
  do await context.clock.sleep(everyMs, signal);
  while (await look());
  const draft = await readDraft(configPath, store.state().draft.changes);
  if (!signal.aborted) store.dispatch({ kind: 'draft', draft, written: false });
}
