/** How something stands, as a symbol of four columns: the same in every command and on every screen. */
export const marks = {
  good: '[OK]',
  warning: '[! ]',
  bad: '[!!]',
  unknown: '[??]',
  running: '[..]',
  skipped: '[--]',
  pending: '[  ]',
} as const;

/** How something stands, by name. */
export type MarkName = keyof typeof marks;
