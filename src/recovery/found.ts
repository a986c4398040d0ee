/** What running a step has found. */
export interface Found {
  readonly lines: readonly string[];
  /** Why the step is not settled by that, and what settles it; absent: it is. */
  readonly open?: string;
  /** What a person decided before, and what stands. */
  readonly reason?: string;
}
