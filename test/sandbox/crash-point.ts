/** A run that ends at one exact moment: a tracer kills it at the n-th line of a journal. The product knows nothing of it. */

/** When a run of the product is killed. */
export interface CrashPoint {
  /** The journal that it writes; it must exist. */
  readonly journal: string;
  /** The line, counted from the first one of this run. */
  readonly line: number;
  /** Before that line is in the file, or once it is there and about to be flushed. */
  readonly moment: 'before' | 'after';
  /** Other programs start it, such as those that lead into a machine: they are followed. */
  readonly startedByOthers?: boolean;
}

/** The options of a run that is killed by SIGKILL at that point. Source: strace(1), "Tampering". */
export function killedAt({ journal, line, moment, startedByOthers = false }: CrashPoint): {
  readonly under: readonly string[];
  readonly env: Readonly<Record<string, string>>;
} {
  // A killed system call is not carried out.
  const call = moment === 'before' ? 'write' : 'fsync';
  const inject = `inject=${call}:signal=SIGKILL:when=${line}`;
  const trace = ['-o', '/dev/null', '-P', journal, '-e', `trace=${call}`, '-e', inject];
  return {
    // -D: the run itself is our child, the tracer nobody's. -b: its threads are traced, what it starts is not.
    under: ['strace', '-D', '-f', ...(startedByOthers ? [] : ['-b', 'execve']), ...trace],
    // The tracer counts for each thread: all files are written by one.
    env: { UV_THREADPOOL_SIZE: '1' },
  };
}
