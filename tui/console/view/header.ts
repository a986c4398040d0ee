import { isDrill } from '../../../src/recovery/is-drill.ts';
import type { Line, Span } from '../../line.ts';
import { cut, fitLine, span, textOf, widthOf } from '../../line.ts';
import { screens } from '../keys.ts';
import type { Screen } from '../keys.ts';
import type { State } from '../state.ts';
import { lastSeen, openIncidentOf, roleOf } from '../state.ts';
import { staleAfterMs, timeOfDay } from './ages.ts';

const tones = { standby: 'standby', primary: 'primary', unknown: 'unknown' } as const;

/** The first line: this machine and its role, production and whether it answers, sync, incident, time. */
export function headerLine(state: State, columns: number): Line {
  const role = roleOf(state);
  const production = productionOf(state);
  const rest: readonly Span[] = [
    span('  '),
    answers(state),
    span('  '),
    syncSpan(state),
    span('  '),
    incidentSpan(state),
  ];
  const time = timeOfDay(state.now);
  const fixed = widthOf(textOf(rest)) + role.length + time.length + 7;
  const names = shorten([state.host, production], columns - fixed);
  const left = [
    span(` ${names[0]} `, 'strong'),
    span(` ${role.toUpperCase()} `, tones[role]),
    span(` ${names[1]}`),
    ...rest,
  ];
  return [...fitLine(left, columns - time.length - 2), span(` ${time} `, 'faint')];
}

/** The name of production, as the configuration has it now; that is read before anything else is known. */
export function productionOf({ snapshot: { config } }: State): string {
  if (config === undefined) return '…';
  return config.SYNCSRC === 'NOT-SET' ? 'production not set' : config.SYNCSRC;
}

/** Two names in so many columns; the shorter one gives the other what it does not need. */
function shorten([first, second]: readonly [string, string], columns: number): readonly [string, string] {
  const half = Math.max(4, Math.floor(columns / 2));
  const a = Math.max(half, columns - widthOf(second));
  const short = cut(first, a);
  return [short, cut(second, Math.max(4, columns - widthOf(short)))];
}

/** An idle production sends a message every 30 seconds; in an incident its ports are asked more often than that. */
const heardWithinSeconds = { usual: 60, inIncident: 10 } as const;

/** Production lives when the database hears from it, or when one of its ports answers. */
export function answers(state: State): Span {
  const { snapshot, now } = state;
  if (snapshot.config?.SYNCSRC === 'NOT-SET') return span('');
  // A report that hangs says nothing of now.
  const fresh = snapshot.report.state === 'seen' && now - snapshot.report.at <= staleAfterMs;
  const report = snapshot.report.state === 'seen' && fresh ? snapshot.report.value : undefined;
  const replication = report?.replication.state === 'known' ? report.replication.value : undefined;
  const receiver = replication?.feed === 'streaming' ? replication.receiver : undefined;
  const within = heardWithinSeconds[openIncidentOf(state) === undefined ? 'usual' : 'inIncident'];
  const heard = receiver?.kind === 'seen' && (receiver.lastMessageAge ?? Number.POSITIVE_INFINITY) < within;
  if (heard) return span('answers', 'good');
  const probes = snapshot.probes;
  if (probes.state !== 'seen' || now - probes.at > 120_000) return span('asking', 'unknown');
  if (probes.value.some(({ sign }) => sign === 'alive')) return span('answers', 'good');
  return probes.value.some(({ sign }) => sign === 'unknown')
    ? span('unknown', 'unknown')
    : span('SILENT', 'bad');
}

function syncSpan({ snapshot }: State): Span {
  const sync = lastSeen(snapshot.report)?.value.sync;
  if (sync?.state !== 'known') return span('sync unknown', 'unknown');
  return span(`sync ${sync.value}`, sync.value === 'on' ? 'good' : 'warning');
}

function incidentSpan(state: State): Span {
  const incident = openIncidentOf(state);
  if (incident === undefined) return span('no incident', 'faint');
  const [word, tone] = isDrill(incident) ? (['DRILL', 'warning'] as const) : (['INCIDENT', 'bad'] as const);
  return span(`${word} ${cut(incident.leader.name, 8)}`, tone);
}

const titles: Readonly<Record<Screen, string>> = {
  overview: 'Overview',
  recovery: 'Recovery',
  runs: 'Runs',
  notes: 'Notes',
};

/** The tabs; the present one in brackets. */
export function tabsLine({ screen }: State): Line {
  return [
    span(' '),
    ...screens.map((each, index) => {
      const title = `${index + 1} ${titles[each]}`;
      return each === screen ? span(`[${title}] `, 'selected') : span(` ${title}  `);
    }),
  ];
}
