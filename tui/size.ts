/** How large a terminal is, or a part of it. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** The smallest terminal in which all of a screen is shown. */
export const smallest: Size = { columns: 80, rows: 24 };
