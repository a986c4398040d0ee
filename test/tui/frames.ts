import { renderToString } from 'ink';
import { createElement } from 'react';
import { describe, expect, test } from 'vitest';
import { Lines } from '../../tui/draw.tsx';
import type { Draw } from '../../tui/frames.ts';
import { textOf, widthOf } from '../../tui/line.ts';
import type { Size } from '../../tui/size.ts';

/** A screen in every state that counts, and how it is drawn. */
export interface Stories<S> {
  /** Where its frames are kept, beside the tests. */
  readonly folder: string;
  /** Each by the name of its frame. */
  readonly states: Readonly<Record<string, S>>;
  readonly draw: Draw<S>;
  /** The sizes in which frames are kept. */
  readonly sizes: readonly Size[];
  /** Those whose frame is kept in ASCII, too. */
  readonly inAscii: readonly string[];
}

/** What Ink makes of lines, without colours. */
export function frameOf<S>(draw: Draw<S>, state: S, size: Size, ascii = false): string {
  const terminal = { plain: false, color: false, ascii };
  return renderToString(createElement(Lines, { lines: draw(state, size), terminal }), {
    columns: size.columns,
  });
}

/** As it is kept: many empty rows in a row are counted. */
export function compact(text: string): string {
  const count = (rows: string) => `~ ${rows.split('\n').length - 1} empty rows\n`;
  return `${text}\n`.replace(/(?:^\n){3,}/gm, count);
}

const usual: Size = { columns: 80, rows: 24 };

/** The tests that every screen passes in all of its states: nothing is lost, nothing is too wide, all is as it was. */
export function testFrames<S>({ folder, states, draw, sizes, inAscii }: Stories<S>): void {
  const each = Object.entries(states);

  describe.each(sizes)('at $columns×$rows', (size) => {
    test.each(each)('%s', async (name, state) => {
      const text = frameOf(draw, state, size);
      const rows = text.split('\n');
      expect(rows.length).toBe(size.rows);
      expect(Math.max(...rows.map(widthOf))).toBeLessThanOrEqual(size.columns);
      // The footer is never lost.
      expect(rows.at(-1)).toMatch(/Esc|leave/);
      const file = `${folder}/${name}-${size.columns}x${size.rows}.txt`;
      await expect(compact(text)).toMatchFileSnapshot(file);
    });
  });

  test.each(each)('%s in ASCII has the same rows, as wide as before', async (name, state) => {
    const ascii = frameOf(draw, state, usual, true);
    expect(ascii).toMatch(/^[\x20-\x7e\n]*$/);
    const widths = frameOf(draw, state, usual).split('\n').map(widthOf);
    expect(ascii.split('\n').map((row) => row.length)).toEqual(widths);
    if (inAscii.includes(name))
      await expect(compact(ascii)).toMatchFileSnapshot(`${folder}/${name}-ascii.txt`);
  });

  test.each(each.slice(0, 1))('a terminal that is too small says so (%s)', (_, state) => {
    const text = frameOf(draw, state, { columns: 60, rows: 15 });
    expect(text).toContain('This terminal has 60×15 characters.');
  });

  test.each([
    [80, 24],
    [81, 25],
    [133, 31],
    [200, 60],
  ])('no row is lost or too wide at %s×%s', (columns, rows) => {
    for (const [, state] of each) {
      const lines = draw(state, { columns, rows });
      expect(lines.length).toBe(rows);
      for (const line of lines) expect(widthOf(textOf(line))).toBeLessThanOrEqual(columns);
    }
  });
}
