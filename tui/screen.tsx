import { render, useApp, useInput, usePaste, useWindowSize } from 'ink';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { Lines } from './draw.tsx';
import type { Draw } from './frames.ts';
import { createFrames } from './frames.ts';
import { keyNames } from './key-names.ts';
import type { Size } from './size.ts';
import type { Store } from './store.ts';
import type { Terminal } from './terminal.ts';

/** What a terminal sends. */
export type TerminalInput =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'paste'; readonly text: string }
  | { readonly kind: 'size'; readonly size: Size };

/** What the screen is drawn from, and who hears of keys. */
export interface Shown<S> {
  readonly store: Pick<Store<S, TerminalInput>, 'state' | 'dispatch' | 'subscribe'>;
  readonly draw: Draw<S>;
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

/** A key is answered within three hundredths of a second, however soon it follows another one. */
const mostFrames = 30;

function FullScreen<S>({
  store,
  draw,
  terminal,
  onReady,
}: Shown<S> & { readonly onReady: (app: ReturnType<typeof useApp>) => void }) {
  const app = useApp();
  const size = useWindowSize();
  const frames = useMemo(() => createFrames(store.state, draw), [store, draw]);
  const lines = useSyncExternalStore(store.subscribe, () => frames(size));
  useEffect(() => onReady(app), [app, onReady]);
  useEffect(() => store.dispatch({ kind: 'size', size }), [store, size.columns, size.rows]);
  useInput((input, pressed) => {
    for (const key of keyNames(input, pressed)) store.dispatch({ kind: 'key', key });
  });
  usePaste((text) => store.dispatch({ kind: 'paste', text }));
  return <Lines lines={lines} terminal={terminal} />;
}

/** Draws on the terminal's other screen until it is left. */
export function showScreen<S>(shown: Shown<S>): Screen {
  let app: ReturnType<typeof useApp> | undefined;
  const onReady = (ready: ReturnType<typeof useApp>) => {
    app = ready;
  };
  const { waitUntilExit, unmount } = render(<FullScreen {...shown} onReady={onReady} />, {
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
