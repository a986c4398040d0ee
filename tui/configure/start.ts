import { readDraft } from '../../src/configure/draft.ts';
import { printable } from '../../src/machines/must.ts';
import { until } from '../../src/until.ts';
import { quiet } from '../quiet.ts';
import type { Screen } from '../screen.tsx';
import { smallest } from '../size.ts';
import { prepareLayout } from '../yoga.ts';
import { createCarryOut } from './carry-out.ts';
import { farewell } from './farewell.ts';
import type { FormOptions } from './options.ts';
import type { Effect } from './outcome.ts';
import { initialState } from './state.ts';
import { createStore } from './store.ts';
import { followCommands } from './work/commands.ts';
import { frameLines } from './view/frame.ts';

/** How the form was left. */
export type Left = 'ok' | 'interrupted';

/**
 * Opens the form and returns when it is left. Throws before it opens when the present file could not be written, and
 * what it died of after the screen is restored.
 */
export async function startForm(options: FormOptions): Promise<Left> {
  const { context, configPath, terminal } = options;
  const draft = await readDraft(configPath);
  await prepareLayout();
  const { showScreen } = await import('../screen.tsx');
  // Told to end while all this was being loaded: nobody has listened yet.
  if (context.signal.aborted) return 'interrupted';
  const end = new AbortController();
  const own = until(quiet(context), end.signal);
  let how: Left = 'ok';
  let screen: Screen | undefined;
  const leave = (as: Left) => {
    how = as;
    screen?.leave();
  };
  const start = initialState({ host: context.env.hostname, size: smallest, draft });
  const store = createStore(start, (effect: Effect) => void carryOut(effect));
  const carryOut = createCarryOut({ options, context: own, store, screen: () => screen, leave });
  context.signal.addEventListener('abort', () => leave('interrupted'), { once: true });
  screen = showScreen({ store, terminal, draw: frameLines });
  void carryOut({ kind: 'look', anew: true });
  void followCommands(options, store, own.signal).catch(() => undefined);
  try {
    await screen.left;
  } finally {
    end.abort();
  }
  // Nobody reads it where the terminal is gone.
  if (!context.signal.aborted) farewell(store.state()).map(printable).forEach(options.print);
  return how;
}
