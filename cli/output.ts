/** A closed pipe ("| head"), and a terminal that is gone with its ssh connection. */
const gone: readonly (string | undefined)[] = ['EPIPE', 'EIO', 'ENXIO'];

/**
 * Whoever read our output may be gone: a sync or a promotion that is under way goes on all the same. Output that cannot
 * be written for another reason, such as a full disk, makes the program end with 1 where it would have ended with 0.
 */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      if (gone.includes(code)) return;
      process.once('exit', (exit) => (process.exitCode = exit === 0 ? 1 : exit));
      if (stream === process.stdout) process.stderr.write(`the output cannot be written: ${message}\n`);
    });
  }
}
