import type { Size } from '../state.ts';

/** The smallest terminal in which all of a screen is shown. */
export const smallest: Size = { columns: 80, rows: 24 };

/** Rows besides the body: header, tabs, an empty one, message, footer. */
export const around = 5;

/** The room between header and footer. */
export function bodySize({ columns, rows }: Size): Size {
  return { columns, rows: Math.max(1, rows - around) };
}
