import { printable } from '../machines/must.ts';
import { localTime } from '../sync/summary.ts';
import type { Event } from './events.ts';
import { personOf, personText } from './person.ts';

/** How text of people and of other machines is written, so that nothing in it is taken for more than text. */
export interface Writer {
  /** As part of a line. */
  inline(text: string): string;
  /** Over several lines, those behind the first indented by two blanks. */
  indented(text: string): string;
}

/** For a screen: as it was typed, without control sequences. */
export const plain: Writer = {
  inline: (text) => printable(text.trim().replace(/\s*\r?\n\s*/g, ' ')),
  indented: (text) =>
    text
      .trim()
      .split(/\r?\n/)
      .map((line) => plain.inline(line))
      .join('\n  '),
};

/** An event as it is told: when, in local time, who, and what; what may have several lines. */
export interface Told {
  readonly time: string;
  readonly who: string;
  readonly what: string;
}

/** What is told of an event. */
export function tellEvent(event: Event, writer: Writer): Told {
  return {
    time: localTime(new Date(event.at)),
    who: writer.inline(personText(personOf(event.by))),
    what: textOf(event, writer),
  };
}

function textOf(event: Event, writer: Writer): string {
  const { inline, indented } = writer;
  switch (event.kind) {
    case 'opened':
      return `opened the ${event.drill === true ? 'DRILL' : 'incident'} on ${event.by.host}. ${indented(event.why)}`.trim();
    case 'note':
      return indented(event.text);
    case 'step':
      return `step "${event.step}" ${event.state}${because(event.reason, writer)}`;
    case 'intent':
      return `begins: ${indented(event.what)}${event.argv === undefined ? '' : ` (${inline(event.argv.join(' '))})`}`;
    case 'outcome':
      return outcomeText(event, writer);
    case 'fact':
      return indented(event.what);
    case 'taken-over':
      return `took the incident over from ${inline(event.from)}`;
    case 'finished':
      return `finished the incident${because(event.reason, writer)}`;
  }
}

function because(reason: string | undefined, { indented }: Writer): string {
  return reason === undefined ? '' : `: ${indented(reason)}`;
}

function outcomeText(event: Extract<Event, { kind: 'outcome' }>, { inline, indented }: Writer): string {
  const seconds = (event.durationMs / 1000).toFixed(1);
  const verdict = event.ok ? 'done' : 'FAILED';
  const code = event.exitCode === undefined ? '' : `, exit code ${event.exitCode}`;
  const tail = event.tail.map((line) => `\n      ${inline(line)}`).join('');
  return `${verdict}: ${indented(event.what)} (${seconds} s${code})${tail}`;
}
