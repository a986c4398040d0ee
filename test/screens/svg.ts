/** A terminal's screen as a picture. */

interface Style {
  readonly color: string | undefined;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly inverse: boolean;
}

const plain: Style = { color: undefined, bold: false, dim: false, inverse: false };
const paper = '#16181d';
const ink = '#d6d9df';
/** The terminal's own eight colours, by their numbers 30 to 37. */
const palette = ['#5c6370', '#f07178', '#9ad17b', '#e6c07b', '#6cb0f5', '#d291e4', '#5fc8d6', ink];
const cell = { width: 8.4, height: 18 };
const edge = 14;

/** Draws rows of text with their escape sequences, as `tmux capture-pane -e` gives them. */
export function screenSvg(rows: readonly string[], columns: number): string {
  const width = Math.round(columns * cell.width + 2 * edge);
  const height = rows.length * cell.height + 2 * edge;
  const font = 'font-family="\'DejaVu Sans Mono\', Menlo, Consolas, monospace" font-size="14"';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="100%" height="100%" rx="8" fill="${paper}"/>`,
    `<g ${font} xml:space="preserve">`,
    ...rows.flatMap((row, index) => drawRow(row, edge + index * cell.height)),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function drawRow(row: string, top: number): readonly string[] {
  let style = plain;
  let column = 0;
  const drawn: string[] = [];
  for (const [, codes, text = ''] of row.matchAll(/\u001b\[([0-9;]*)m|([^\u001b]+)/g)) {
    if (codes !== undefined) style = restyled(style, codes);
    if (text.trim() !== '' || (style.inverse && text !== ''))
      drawn.push(...drawPiece(text, style, { column, top }));
    column += [...text].length;
  }
  return drawn;
}

function drawPiece(text: string, style: Style, at: { column: number; top: number }): readonly string[] {
  const x = edge + at.column * cell.width;
  const width = [...text].length * cell.width;
  const color = style.color ?? ink;
  const box = `<rect x="${x}" y="${at.top}" width="${width}" height="${cell.height}" fill="${color}"/>`;
  const weight = style.bold ? ' font-weight="bold"' : '';
  const opacity = style.dim ? ' opacity="0.6"' : '';
  const fill = style.inverse ? paper : color;
  const place = `x="${x}" y="${at.top + 13.5}" textLength="${width}"`;
  return [
    ...(style.inverse ? [box] : []),
    `<text ${place} fill="${fill}"${weight}${opacity}>${escape(text)}</text>`,
  ];
}

function restyled(before: Style, codes: string): Style {
  let style = before;
  for (const code of (codes === '' ? '0' : codes).split(';').map(Number)) {
    if (code === 0) style = plain;
    else if (code === 1) style = { ...style, bold: true };
    else if (code === 2) style = { ...style, dim: true };
    else if (code === 7) style = { ...style, inverse: true };
    else if (code === 22) style = { ...style, bold: false, dim: false };
    else if (code === 27) style = { ...style, inverse: false };
    else if (code === 39) style = { ...style, color: undefined };
    else if (code >= 30 && code <= 37) style = { ...style, color: palette[code - 30] };
  }
  return style;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
