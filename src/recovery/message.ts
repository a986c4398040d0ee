import * as v from 'valibot';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { humanTime } from '../human-time.ts';
import type { Event } from './events.ts';
import type { Incident } from './incident.ts';
import { isDrill } from './is-drill.ts';

/** What people may be told, made of the facts; plain text, ready to be changed, copied or sent. */
export function messageOf(context: Context, config: Config, { events }: Incident): string {
  const opened = events.find((event) => event.kind === 'opened');
  const promoted = events.findLast(
    (event) => event.kind === 'step' && event.step === 'promote' && event.state === 'done',
  );
  const at = (event: Event | undefined) =>
    event === undefined ? 'an unknown time' : humanTime(new Date(event.at));
  return [
    ...(isDrill({ events }) ? ['This is a drill: nothing has happened.', ''] : []),
    `Odoo had to leave its usual server (${config.SYNCSRC}). The recovery began at ${at(opened)}.`,
    promoted === undefined
      ? 'Odoo is not back yet.'
      : `Odoo runs on ${context.env.hostname} since ${at(promoted)}.`,
    '',
    enteredUntil(events),
    ...filesLost(events),
    'Please look at what you entered last, and enter again what is missing.',
    '',
  ].join('\n');
}

const time = v.pipe(
  v.string(),
  v.check((text) => !Number.isNaN(Date.parse(text))),
);
const Position = v.object({ lastTransactionAt: time });

/** What the promotion found of the database before it began. */
function enteredUntil(events: readonly Event[]): string {
  const database = events.findLast((event) => event.kind === 'fact' && event.name === 'database');
  const known = v.safeParse(Position, database?.kind === 'fact' ? database.value : undefined);
  if (!known.success) return 'How much of the last work is missing is not known yet.';
  return `What was entered until ${humanTime(new Date(known.output.lastTransactionAt))} is there; what came after it may be missing.`;
}

/** What step 6 found of uploaded files; until then nothing is claimed. */
function filesLost(events: readonly Event[]): readonly string[] {
  const counted = events.findLast(
    (event) => event.kind === 'fact' && /^attachments: \d+ of /.test(event.what),
  );
  const [, count] = counted?.kind === 'fact' ? (/^attachments: (\d+) of /.exec(counted.what) ?? []) : [];
  if (count === undefined) return ['Files that were uploaded last may be missing, too.'];
  if (count === '0') return ['No uploaded file is missing.'];
  return [
    `${count} uploaded ${count === '1' ? 'file is' : 'files are'} missing; it is known which, and who uploaded them.`,
  ];
}
