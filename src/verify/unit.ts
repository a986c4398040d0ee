import type { BadFile } from './report.ts';

/** A file that a row refers to. */
export interface WantedFile {
  /** Below the database's folder, each byte as one character. */
  readonly name: string;
  /** As the row tells; undefined where it does not. */
  readonly bytes: number | undefined;
  /** What its content must hash to; undefined where neither name nor row tell. */
  readonly sha1: string | undefined;
}

/** How files are looked at. */
export interface Inspection {
  /** Reads the content only where the size is not the row's. */
  readonly quick: boolean;
  /** Whose the files must be; undefined: anybody's. */
  readonly uid: number | undefined;
  /** Most to be read, in bytes per second; 0: no limit. */
  readonly bytesPerSecond: number;
}

/** Some files of one folder: what a thread is given at a time. */
export interface Unit {
  /** The database's own folder, as a path. */
  readonly folder: string;
  readonly files: readonly WantedFile[];
}

/** What is wrong with a file of a unit. */
export interface Found {
  readonly name: string;
  readonly state: BadFile['state'];
}

/** What a thread answers to a unit. */
export interface Inspected {
  readonly found: readonly Found[];
  /** Files whose content was read. */
  readonly read: number;
}
