import type { Progress } from '../src/context.ts';
import { formatBytes, formatSeconds } from '../src/figures.ts';

/** One line: files, bytes, rate, time left; without any of these the time it has taken. Unknown figures are left out. */
export function progressText(progress: Progress, elapsedMs: number): string {
  const { label, files, bytes } = progress;
  const parts = [label];
  if (files !== undefined) parts.push(`${outOf(files.done, files.total, String)} files`);
  if (bytes !== undefined) {
    parts.push(outOf(bytes.done, bytes.total, formatBytes));
    const rate = bytes.done / Math.max(1, elapsedMs / 1000);
    parts.push(`${formatBytes(rate)}/s`);
    if (bytes.total !== undefined && rate > 0) {
      parts.push(`${formatSeconds(Math.max(0, bytes.total - bytes.done) / rate)} left`);
    }
  }
  if (parts.length === 1) parts.push(formatSeconds(elapsedMs / 1000));
  return parts.join('  ');
}

function outOf(done: number, total: number | undefined, format: (value: number) => string): string {
  return total === undefined ? format(done) : `${format(done)} of ${format(total)}`;
}
