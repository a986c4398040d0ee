import type { Missing } from './compare.ts';

/** A proven file that waits for its place. */
export interface Staged {
  readonly missing: Missing;
  readonly path: string | Buffer;
  readonly bytes: number;
}

/** A folder in staging with nothing in it but proven files. */
export interface StagedFolder {
  readonly path: string;
  /** Where it belongs, below the data folder. */
  readonly place: string;
  readonly files: readonly Staged[];
}

/** What came of the files that were asked for. */
export interface Arrivals {
  /** Proven, one by one. */
  readonly files: readonly Staged[];
  /** Proven, by folders. */
  readonly folders: readonly StagedFolder[];
  /** Arrived with another content than its name says. */
  readonly damaged: readonly Missing[];
  /** Did not arrive. */
  readonly absent: readonly Missing[];
}

/** A transfer that has ended, one way or another. */
export interface Transfer {
  /** Finds out what has come, of what was asked for. */
  arrivals(): Promise<Arrivals>;
  /** What production said last; empty when all went well. */
  readonly said: string;
  /** Of a transfer that broke off: throws what that stands for. */
  readonly broken: (() => never) | undefined;
}

/** How much is done, and how much there is to do. */
export interface Progress {
  readonly before: Figures;
  readonly total: Figures;
}

/** A number of files, and their bytes. */
export interface Figures {
  readonly files: number;
  readonly bytes: number;
}

/** The name of something missing below its folder of the data folder. */
export function nameInFolder({ area, name }: Missing): string {
  return area.path === area.folder ? name : `${area.path.slice(area.folder.length + 1)}/${name}`;
}
