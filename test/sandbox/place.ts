import type { Programs } from './prerequisites.ts';
import type { Ledger } from './ledger.ts';

/** What every part of a machine is built from. */
export interface Place {
  /** The machine's folder. */
  readonly root: string;
  readonly programs: Programs;
  readonly ledger: Ledger;
}
