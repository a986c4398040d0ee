import { readFile } from 'node:fs/promises';
import { printable } from '../../src/machines/must.ts';
import { personHere } from '../../src/recovery/person.ts';
import { prepareLayout } from '../yoga.ts';
import { startCommand } from '../commands.ts';
import type { ConsoleOptions } from './options.ts';
import type { Effect } from './outcome.ts';
import { runPlain } from './plain.ts';
import { onStopSignal, runShell, suspendProgram } from './shell.ts';
import type { Screen } from '../screen.tsx';
import { initialState, lastSeen, openIncidentOf } from './state.ts';
import type { Store } from './store.ts';
import { createStore } from './store.ts';
import { smallest } from '../size.ts';
import { frameLines } from './view/frame.ts';
import { watch } from './watch.ts';

/** How the console was left. */
export type Left = 'ok' | 'interrupted';

/** Opens the console and returns when the operator leaves it. Throws what it died of, after the screen is restored. */
export async function startConsole(options: ConsoleOptions): Promise<Left> {
  if (options.terminal.plain) return runPlain(options);
  await prepareLayout();
  const { showScreen } = await import('../screen.tsx');
  const { context, terminal } = options;
  // Told to end while all this was being loaded: nobody has listened yet.
  if (context.signal.aborted) return 'interrupted';
  const end = new AbortController();
  let how: Left = 'ok';
  let screen: Screen | undefined;
  const leave = (as: Left) => {
    how = as;
    screen?.leave();
  };
  const store: Store = createStore(firstState(options), (effect) => void carryOut(effect));
  const carryOut = async (effect: Effect) => {
    try {
      if (effect.kind === 'leave') leave(effect.how);
      else if (effect.kind === 'shell') await screen?.suspend(() => openShell(options));
      else if (effect.kind === 'suspend') await screen?.suspend(suspendProgram);
      else if (effect.kind === 'start') await startAndTell(options, store, effect);
    } catch (error) {
      store.dispatch({
        kind: 'tell',
        bad: true,
        text: error instanceof Error ? error.message : String(error),
      });
    }
  };
  context.signal.addEventListener('abort', () => leave('interrupted'), { once: true });
  const forget = onStopSignal(() => store.dispatch({ kind: 'key', key: 'ctrl-z' }));
  screen = showScreen({ store, terminal, draw: (state, size) => frameLines({ ...state, size }) });
  const watching = watch(options, store, end.signal);
  // What the looks die of must not be lost: it ends the console, and is told once the screen is restored.
  const died = watching.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  try {
    const lost = await Promise.race([screen.left.then(() => undefined), died]);
    if (lost !== undefined) throw lost.error;
  } finally {
    end.abort();
    forget();
    screen.leave();
    await screen.left.catch(() => undefined);
  }
  await printNotes(options, store);
  return how;
}

async function openShell({ shell, print }: ConsoleOptions): Promise<void> {
  print('exit leads back into the console.');
  await runShell(shell);
}

/** The state before the first look. */
export function firstState({ context: { env, clock } }: ConsoleOptions) {
  const me = personHere(env);
  return initialState({ host: env.hostname, me, now: clock.now().getTime(), size: smallest });
}

/** Starts a headless command and shows what it prints, when that is wanted. */
export async function startAndTell(
  options: ConsoleOptions,
  store: Store,
  effect: Extract<Effect, { kind: 'start' }>,
): Promise<void> {
  const id = await startCommand(options, effect);
  if (effect.watch) store.dispatch({ kind: 'watch', id });
}

/** While an incident is open its notes stay on the terminal, to be copied. */
async function printNotes({ print }: ConsoleOptions, store: Store): Promise<void> {
  const recovery = lastSeen(store.state().snapshot.recovery)?.value;
  if (recovery === undefined || openIncidentOf(store.state()) === undefined) return;
  const text = await readFile(recovery.notesPath, 'utf8').catch(() => '');
  text.trimEnd().split('\n').map(printable).forEach(print);
  print(`The incident is open, and goes on. Its notes: ${recovery.notesPath}`);
}
