/** What the terminal can show, from its variables. */
export interface Terminal {
  /** Numbered text that is only ever appended, instead of screens. */
  readonly plain: boolean;
  readonly ascii: boolean;
  readonly color: boolean;
}

/** What is known of a terminal. */
export interface Given {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Both standard input and output are a terminal that knows its size. */
  readonly screen: boolean;
  /** The operator asked for it. */
  readonly wantsPlain: boolean;
  readonly wantsColor: boolean;
}

/** Decides how to draw. */
export function readTerminal({ env, screen, wantsPlain, wantsColor }: Given): Terminal {
  const term = env['TERM'] ?? '';
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  const readsAloud = env['INK_SCREEN_READER'] === 'true';
  return {
    plain: wantsPlain || !screen || term === 'dumb' || term === '' || readsAloud,
    ascii: term === 'linux' || !/utf-?8/i.test(locale),
    color: wantsColor && (env['NO_COLOR'] ?? '') === '' && term !== 'dumb',
  };
}
