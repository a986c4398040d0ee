import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import type { ManagerName, Target } from './manager.ts';

/** What a driver works with. */
export interface Driven extends Target {
  readonly context: Context;
  readonly config: Config;
}

/** The way in which PostgreSQL becomes a primary here. */
export interface Driver {
  readonly name: 'pg_promote' | ManagerName;
  /** Why this one, for people. */
  readonly why: string;
  /** What it runs, as a person would type it. */
  readonly command: string;
  /** Promotes and waits for it, within bounds; returns lines worth keeping. Throws what stands in the way. */
  promote(driven: Driven): Promise<readonly string[]>;
  /** What shows that the cluster manager knows of the primary; undefined when it does not. */
  known(driven: Driven): Promise<string | undefined>;
  /** Lets it know, or waits until it does, within bounds. */
  tell(driven: Driven): Promise<readonly string[]>;
}
