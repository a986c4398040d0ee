/** How large a terminal is, or a part of it. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** The smallest terminal in which all of a screen is shown. */
export const smallest: Size = { columns: 80, rows: 24 };

/** Whether all of a screen is shown in it. */
export function isLargeEnough({ columns, rows }: Size): boolean {
  return columns >= smallest.columns && rows >= smallest.rows;
}
