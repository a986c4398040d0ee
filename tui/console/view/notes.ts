import { plain, tellEvent } from '../../../src/recovery/event-text.ts';
import type { Incident } from '../../../src/recovery/incident.ts';
import type { Line } from '../../line.ts';
import { line } from '../../line.ts';
import type { Size } from '../../size.ts';
import type { State } from '../state.ts';
import { lastSeen } from '../state.ts';
import { paragraph } from '../../paragraph.ts';
import { shortened } from './shortened.ts';

/** The timeline of the incident in exactly this room, its end first in sight; `selected` counts rows back from there. */
export function noteLines(state: State, { columns, rows }: Size): readonly Line[] {
  const recovery = lastSeen(state.snapshot.recovery)?.value;
  const incident = recovery?.incident;
  if (recovery === undefined || incident === undefined) {
    return [line(' No incident was ever opened: there are no notes.', 'faint')];
  }
  const stand = incident.open ? 'open' : 'finished';
  const damaged = incident.damaged.map((at) => line(` line ${at} of the journal cannot be read`, 'bad'));
  const head = [
    line(` Incident ${incident.id}, ${stand}`, 'strong'),
    line(` ${recovery.notesPath}`, 'faint'),
    ...damaged,
    [],
  ];
  const room = Math.max(1, rows - head.length);
  const all = timelineLines(incident, columns);
  const end = Math.max(Math.min(room, all.length), all.length - state.selected.notes);
  const shown = all.slice(Math.max(0, end - room), end);
  const more = end < all.length ? [line('   ↓ more', 'faint')] : [];
  return [...head, ...(more.length > 0 ? shown.slice(0, -1) : shown), ...more];
}

/** How many rows the timeline has. */
export function timelineRows(state: State): number {
  const incident = lastSeen(state.snapshot.recovery)?.value.incident;
  return incident === undefined ? 0 : timelineLines(incident, state.size.columns).length;
}

const drawn = new WeakMap<Incident, { readonly columns: number; readonly lines: readonly Line[] }>();

/** A long timeline is laid out once, not for every key. */
function timelineLines(incident: Incident, columns: number): readonly Line[] {
  const before = drawn.get(incident);
  if (before?.columns === columns) return before.lines;
  const lines = layOut(incident, columns);
  drawn.set(incident, { columns, lines });
  return lines;
}

function layOut(incident: Incident, columns: number): readonly Line[] {
  return shortened(incident.events).flatMap((event) => {
    const { time, who, what } = tellEvent(event, plain);
    const [first = '', ...rest] = what.split('\n');
    return [
      ...paragraph(`${time} ${who}: ${first}`, columns, { indent: ' ' }),
      ...rest.flatMap((more) => paragraph(more.trim(), columns, { indent: '     ' })),
    ];
  });
}
