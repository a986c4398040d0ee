import type { Entry } from '../trees/tree.ts';

/** A file, folder or link of the system that is to become as on production. */
export interface Change {
  /** Absolute, each byte as one character. */
  readonly path: string;
  readonly is: 'new' | 'changed' | 'gone';
  /** What production has; undefined for what is gone. */
  readonly source: Entry | undefined;
  /** What is here now; undefined for what is new. */
  readonly present: Entry | undefined;
}

/** What is brought from one path of the configuration. */
export interface Target {
  /** Absolute, without a final slash. */
  readonly path: string;
  /** What people call it: the title of its group. */
  readonly title: string;
  /** What is here but not on production is taken away: always, or only what this tool brought. */
  readonly removes: 'all' | 'brought';
}
