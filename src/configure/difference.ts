/** A line that goes or comes. */
export interface DifferentLine {
  readonly sign: '-' | '+';
  readonly text: string;
}

/** What differs between two texts, line by line, in order. Meant for small texts. */
export function difference(before: string, after: string): readonly DifferentLine[] {
  const [old, young] = [linesOf(before), linesOf(after)];
  const common = commonLengths(old, young);
  const result: DifferentLine[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < young.length) {
    const left = common[i + 1]?.[j] ?? 0;
    const right = common[i]?.[j + 1] ?? 0;
    if (i < old.length && j < young.length && old[i] === young[j]) [i, j] = [i + 1, j + 1];
    else if (i < old.length && (j >= young.length || left >= right)) {
      result.push({ sign: '-', text: old[i] ?? '' });
      i += 1;
    } else {
      result.push({ sign: '+', text: young[j] ?? '' });
      j += 1;
    }
  }
  return result;
}

function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** For each pair of places the length of the longest common sequence of lines behind them. */
function commonLengths(old: readonly string[], young: readonly string[]): readonly (readonly number[])[] {
  const rows = Array.from({ length: old.length + 1 }, () => new Array<number>(young.length + 1).fill(0));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = young.length - 1; j >= 0; j -= 1) {
      const [row, below] = [rows[i], rows[i + 1]];
      if (row === undefined || below === undefined) continue;
      row[j] = old[i] === young[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return rows;
}
