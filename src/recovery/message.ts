import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { localTime } from '../sync/summary.ts';
import type { Incident } from './incident.ts';

/** What people may be told, made of the facts; plain text, ready to be changed. */
export function messageOf(context: Context, config: Config, incident: Incident): string {
  const opened = incident.events.find((event) => event.kind === 'opened');
  const promoted = incident.events.findLast(
    (event) => event.kind === 'step' && event.step === 'promote' && event.state === 'done',
  );
  const database = incident.events.findLast((event) => event.kind === 'fact' && event.name === 'database');
  const since =
    promoted === undefined
      ? 'is not in production yet'
      : `is in production since ${localTime(new Date(promoted.at))}`;
  const drill = opened?.kind === 'opened' && opened.drill === true;
  return [
    ...(drill ? ['This is a drill: nothing has happened.', ''] : []),
    `Odoo had to leave its usual server (${config.SYNCSRC}). The recovery began ${opened === undefined ? 'at an unknown time' : localTime(new Date(opened.at))}.`,
    `The standby ${context.env.hostname} ${since}.`,
    database?.kind === 'fact' ? `State of the data: ${database.what}.` : 'State of the data: not noted.',
    'Please look at what you entered last, and enter again what is missing. Files uploaded shortly before may be missing, too.',
    '',
  ].join('\n');
}
