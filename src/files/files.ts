import type { FileHandle } from 'node:fs/promises';

/** Whose a file is and what may be done with it. */
export interface FileMode {
  /** Permission bits, such as 0o640. */
  readonly mode: number;
  readonly uid?: number;
  readonly gid?: number;
}

/** The durable ways to write. Reading is node:fs's own business. */
export interface Files {
  /** The text of a file, or undefined when there is none. Throws `file` when it cannot be read. */
  readText(path: string): Promise<string | undefined>;
  /** Replaces a file: written beside, flushed to the disk, renamed. A reader sees the old or the new one. */
  writeAtomically(path: string, content: string | Uint8Array, mode: FileMode): Promise<void>;
  /**
   * Appends a line, or several in one write, on lines of their own whatever a power cut left before it, and flushes it to the disk; makes the
   * file when there is none. Several processes may append at the same time.
   */
  appendLine(path: string, line: string, mode: FileMode): Promise<void>;
  /** Makes a folder and those above it; an existing one is left as it is. */
  makeFolder(path: string, mode: FileMode): Promise<void>;
  /** Opens a file for locking, making it when there is none; never truncates. */
  openLock(path: string): Promise<FileHandle>;
}
