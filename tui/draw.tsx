import { Box, Text } from 'ink';
import { memo } from 'react';
import { printable } from '../src/machines/must.ts';
import type { Line, Span } from './line.ts';
import type { Terminal } from './terminal.ts';
import type { Look } from './theme.ts';
import { looks, toAscii } from './theme.ts';

/** Draws lines as they are: each is one row, cut to its width already. */
export function Lines({ lines, terminal }: { readonly lines: readonly Line[]; readonly terminal: Terminal }) {
  return (
    <Box flexDirection="column">
      {lines.map((line, row) => (
        <Row key={row} line={line} terminal={terminal} />
      ))}
    </Box>
  );
}

/** A row is drawn anew only when its line is another one. */
const Row = memo(function Row({ line, terminal }: { readonly line: Line; readonly terminal: Terminal }) {
  return (
    <Box flexShrink={0} height={1}>
      <Text wrap="truncate">
        {line.length === 0
          ? ' '
          : line.map((piece, at) => <Piece key={at} piece={piece} terminal={terminal} />)}
      </Text>
    </Box>
  );
});

function Piece({ piece, terminal }: { readonly piece: Span; readonly terminal: Terminal }) {
  // Names and output come from elsewhere: nothing in them may reach the terminal as more than text.
  const text = printable(piece.text);
  const look: Look = piece.tone === undefined ? {} : looks[piece.tone];
  const color = look.color === undefined ? {} : { color: look.color };
  return (
    <Text {...color} bold={look.bold === true} dimColor={look.dim === true} inverse={look.inverse === true}>
      {terminal.ascii ? toAscii(text) : text}
    </Text>
  );
}
