import type { Size } from '../../size.ts';

/** Rows besides the body: header, tabs, an empty one, message, footer. */
export const around = 5;

/** The room between header and footer. */
export function bodySize({ columns, rows }: Size): Size {
  return { columns, rows: Math.max(1, rows - around) };
}
