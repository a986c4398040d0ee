import type { Size } from '../../size.ts';

/** Rows besides the body: header, an empty one, message, footer. */
export const around = 4;

/** Columns of the list of pages, with the line beside it. */
export const beside = 18;

/** The room between header and footer. */
export function bodySize({ columns, rows }: Size): Size {
  return { columns, rows: Math.max(1, rows - around) };
}
