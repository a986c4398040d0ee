import type { Progress } from '../src/context.ts';
import { formatBytes, formatSeconds } from '../src/figures.ts';

/** One line: files, bytes, rate, time left. Figures that are not known are left out. */
export function progressLine(progress: Progress, elapsedMs: number): string {
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
  return parts.join('  ');
}

function outOf(done: number, total: number | undefined, format: (value: number) => string): string {
  return total === undefined ? format(done) : `${format(done)} of ${format(total)}`;
}
