import type { Progress } from '../src/context.ts';

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

/** Bytes for people: 812 B, 3.1 MB. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? ''}`;
}

/** Seconds for people: 41 s, 3 min, 2.5 h, 6 days. */
export function formatSeconds(seconds: number): string {
  if (seconds < 100) return `${Math.round(seconds)} s`;
  if (seconds < 6000) return `${Math.round(seconds / 60)} min`;
  const hours = seconds / 3600;
  return hours < 48 ? `${hours.toFixed(1)} h` : `${Math.round(hours / 24)} days`;
}
