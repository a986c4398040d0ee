import { readDraft } from '../../src/configure/draft.ts';
import type { Context } from '../../src/context.ts';
import { asFailure, fail } from '../../src/failures.ts';
import { startCommand } from '../commands.ts';
import type { Screen } from '../screen.tsx';
import type { FormOptions } from './options.ts';
import type { Effect } from './outcome.ts';
import { seen } from './state.ts';
import type { Store } from './store.ts';
import { makeOwnKey, pinShown, saveLine, waitForLogin } from './work/access.ts';
import { followCommands } from './work/commands.ts';
import { createLooking } from './work/looking.ts';
import { showPlain } from './work/plain-line.ts';

/** What carrying out needs. */
export interface Hands {
  readonly options: FormOptions;
  /** Silent, and over with the form. */
  readonly context: Context;
  readonly store: Store;
  readonly screen: () => Screen | undefined;
  leave(how: 'ok' | 'interrupted'): void;
}

/** Does what the form asks for; what fails is told in it. */
export function createCarryOut(hands: Hands): (effect: Effect) => Promise<void> {
  const { context, store, options } = hands;
  const look = createLooking(context, store);
  let waiting = new AbortController();
  const did = async (work: Promise<string>) => {
    store.dispatch({ kind: 'did', what: await work });
    await look(false);
  };
  const act = async (effect: Effect): Promise<void> => {
    switch (effect.kind) {
      case 'look':
        return look(effect.anew);
      case 'make-key':
        return did(makeOwnKey(context, store));
      case 'pin':
        return did(pinShown(context, store, effect.trust));
      case 'save-line':
        return store.dispatch({ kind: 'did', what: await saveLine(context, store) });
      case 'plain-line':
        return hands.screen()?.suspend(() => showPlain(lineText(store)));
      case 'wait':
        waiting = new AbortController();
        await waitForLogin(context, store, waiting.signal);
        return look(false);
      case 'stop-waiting':
        return waiting.abort();
      case 'write':
        return write(hands);
      case 'start':
        store.dispatch({ kind: 'watch', id: await startCommand(options, effect.line) });
        return followCommands(options, store, context.signal);
      case 'leave':
        return hands.leave(effect.how);
    }
  };
  return async (effect) => {
    try {
      await act(effect);
    } catch (error) {
      const failure = asFailure(error);
      if (failure.code === 'interrupted' || context.signal.aborted || waiting.signal.aborted) return;
      store.dispatch({ kind: 'tell', text: `${failure.message}. ${failure.next}`, bad: true });
    }
  };
}

function lineText(store: Store): string {
  const found = seen(store.state().facts.authorization);
  return found === undefined ? '' : ['', ...found.steps, '', found.line].join('\n');
}

/** Writes what was shown, and nothing else: the draft may have changed since, and so may the file. */
async function write({ context, store }: Hands): Promise<void> {
  const { draft, facts } = store.state();
  const plan = seen(facts.plan);
  if (plan?.draft !== draft) {
    fail('file', { what: 'what was shown is not what would be written now', next: 'Look at it again.' });
  }
  await plan.edit.write(context);
  store.dispatch({ kind: 'draft', draft: await readDraft(draft.path), written: true });
}
