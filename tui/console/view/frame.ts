import type { Line } from '../../line.ts';
import { cutLine, line, span } from '../../line.ts';
import type { Size } from '../../size.ts';
import { isLargeEnough, smallest } from '../../size.ts';
import type { State } from '../state.ts';
import { footerLine } from './footer.ts';
import { headerLine, tabsLine } from './header.ts';
import { noteLines } from './notes.ts';
import { overlayLines } from './overlay.ts';
import { overviewLines } from './overview.ts';
import { recoveryLines } from './recovery.ts';
import { runLines } from './runs.ts';
import { around, bodySize } from './size.ts';

/** The whole screen: exactly as many rows as the terminal has, none wider than it. */
export function frameLines(state: State): readonly Line[] {
  const { columns, rows } = state.size;
  if (!isLargeEnough(state.size)) return tooSmall(state);
  const body = bodyLines(state, bodySize(state.size));
  const filled = Array.from({ length: rows - around }, (_, at) => body[at] ?? []);
  const lines = [
    headerLine(state, columns),
    tabsLine(state),
    [],
    ...filled,
    messageLine(state),
    footerLine(state, columns),
  ];
  return lines.map((each) => cutLine(each, columns));
}

/** What a screen shows between header and footer. */
export function bodyLines(state: State, size: Size): readonly Line[] {
  if (state.overlay !== undefined) return overlayLines(state, state.overlay, size);
  const views = { overview: overviewLines, recovery: recoveryLines, runs: runLines, notes: noteLines };
  return views[state.screen](state, size);
}

function messageLine({ message, snapshot }: State): Line {
  if (message !== undefined) return line(` ${message.text}`, message.bad ? 'bad' : 'warning');
  const running = snapshot.commands.findLast(({ state }) => state === 'running');
  if (running === undefined) return [];
  return [
    span(' [..] ', 'warning'),
    span(`${running.title} is running`),
    span(`  ${running.progress}`, 'faint'),
  ];
}

function tooSmall({ size: { columns, rows }, host }: State): readonly Line[] {
  const text = [
    host,
    `This terminal has ${columns}×${rows} characters.`,
    `The console needs ${smallest.columns}×${smallest.rows}: enlarge it,`,
    'or leave with q and use --plain.',
  ];
  return text.slice(0, rows).map((each) => cutLine(line(each), columns));
}
