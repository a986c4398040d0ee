import { render, useApp, useInput, usePaste, useWindowSize } from 'ink';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { keyNames } from '../key-names.ts';
import type { Terminal } from '../terminal.ts';
import { Lines } from './draw.tsx';
import { createFrames } from './frames.ts';
import type { Store } from './store.ts';

/** What the screen is drawn from. */
export interface Shown {
  readonly store: Store;
  readonly terminal: Terminal;
}

/** How the screen is handed to another program, and how it ends. */
export interface Screen {
  /** Gives the terminal away while the work is done, then draws all anew. */
  suspend(work: () => Promise<void>): Promise<void>;
  leave(): void;
  /** Settles once the screen is restored; rejects with what drawing died of. */
  readonly left: Promise<void>;
}

const mostFrames = 10;

function Console({
  store,
  terminal,
  onReady,
}: Shown & { readonly onReady: (app: ReturnType<typeof useApp>) => void }) {
  const app = useApp();
  const size = useWindowSize();
  const frames = useMemo(() => createFrames(store), [store]);
  const lines = useSyncExternalStore(store.subscribe, () => frames(size));
  useEffect(() => onReady(app), [app, onReady]);
  useEffect(() => store.dispatch({ kind: 'size', size }), [store, size.columns, size.rows]);
  useInput((input, pressed) => {
    for (const key of keyNames(input, pressed)) store.dispatch({ kind: 'key', key });
  });
  usePaste((text) => store.dispatch({ kind: 'paste', text }));
  return <Lines lines={lines} terminal={terminal} />;
}

/** Draws the console on the terminal's other screen until it is left. */
export function showConsole(shown: Shown): Screen {
  let app: ReturnType<typeof useApp> | undefined;
  const onReady = (ready: ReturnType<typeof useApp>) => {
    app = ready;
  };
  const { waitUntilExit, unmount } = render(<Console {...shown} onReady={onReady} />, {
    alternateScreen: true,
    exitOnCtrlC: false,
    incrementalRendering: true,
    maxFps: mostFrames,
    // A terminal is asked for before: variables of a build server must not decide otherwise.
    interactive: true,
  });
  return {
    suspend: async (work) => void (await app?.suspendTerminal(work)),
    leave: unmount,
    left: waitUntilExit().then(() => undefined),
  };
}
