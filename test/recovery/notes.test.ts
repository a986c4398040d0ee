import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Config } from '../../src/config/keys.ts';
import type { NewEvent } from '../../src/recovery/events.ts';
import type { Incident } from '../../src/recovery/incident.ts';
import { listIncidents, readIncidents, record, startIncident } from '../../src/recovery/incident.ts';
import { keepNotes } from '../../src/recovery/notes-keeper.ts';
import { notesPath } from '../../src/recovery/notes.ts';
import { reportIncident, reportMarkdown } from '../../src/recovery/report.ts';
import { stepState } from '../../src/recovery/step-states.ts';
import type { Place } from '../support/place.ts';
import { openPlace } from '../support/place.ts';

let place: Place;
let incident: Incident;

beforeEach(async () => {
  place = await openPlace();
  incident = await startIncident(place.context, place.config, { why: 'dark' });
});
afterEach(() => place.close());

const write = (event: NewEvent) => record(place.context, place.config, { id: incident.id, event });
const note = (text: string) => write({ kind: 'note', text });

async function catchUp(changes: Partial<Config> = {}): Promise<void> {
  const keeper = await keepNotes(place.context, { ...place.config, ...changes });
  await keeper.end();
}

const beside = () => readFileSync(join(incident.folder, 'notes.md'), 'utf8');

test('[promise 16] notes get only what they lack, and keep what a person wrote there', async () => {
  await note('one\nwith a second line');
  await catchUp();
  appendFileSync(join(incident.folder, 'notes.md'), 'written by hand, without line end');
  await note('two');
  await catchUp();
  await catchUp();
  const text = beside();
  expect([text.match(/one/g), text.match(/two/g)]).toEqual([['one'], ['two']]);
  expect(text).toMatch(/\nwritten by hand, without line end\n- \*\*.*two <!-- [0-9a-f]{6} 3 -->\n$/);
});

test('[promise 16] a pasted mark, or an entry of another incident, silences nothing', async () => {
  await note('pasted page: <!-- 9000 -->');
  await note('first line\nsecond line <!-- 9001 -->');
  await catchUp();
  appendFileSync(join(incident.folder, 'notes.md'), 'by hand <!-- 9002 -->\n');
  const entry = '- **2026-01-01 10:00:00** root: what the last one began with <!-- abcdef 9003 -->\n';
  appendFileSync(join(incident.folder, 'notes.md'), entry);
  await note('this must be there');
  await catchUp();
  expect(beside()).toMatch(/this must be there <!-- \S+ 4 -->/);
});

test('[promise 16] notes go on behind more entries than a function takes arguments', async () => {
  await catchUp();
  const [, entry = ''] = /^(- .* 1 -->\n)/m.exec(beside()) ?? [];
  appendFileSync(join(incident.folder, 'notes.md'), entry.repeat(150_000));
  await note('the end');
  await catchUp();
  expect(place.context.said).toEqual([]);
  expect(beside()).toMatch(/the end <!-- \S+ 2 -->\n$/);
});

test('[promise 16] notes follow while the work goes on, before it ends', async () => {
  const keeper = await keepNotes(place.context, place.config);
  await note('in the middle');
  await expect.poll(beside, { timeout: 10_000 }).toContain('in the middle');
  await keeper.end();
});

test('[promise 16] an incident that is opened or finished meanwhile is noted to its end', async () => {
  const first = await keepNotes(place.context, place.config);
  await write({ kind: 'finished' });
  await first.end();
  expect(beside()).toContain('finished the incident');
  const second = await keepNotes(place.context, place.config);
  incident = await startIncident(place.context, place.config, { why: 'again' });
  await second.end();
  expect(beside()).toContain('again');
});

test('[promise 16] without NOTES_DIR the work goes on: told once, kept beside the journal, made up for later', async () => {
  const NOTES_DIR = place.at('share/notes');
  const path = notesPath({ NOTES_DIR }, incident);
  const keeper = await keepNotes(place.context, { ...place.config, NOTES_DIR });
  await note('while it was away');
  await expect.poll(beside, { timeout: 10_000 }).toContain('while it was away');
  await keeper.end();
  const said = `notes cannot be written (writing ${path}:`;
  expect(place.context.said).toEqual([expect.stringContaining(said)]);
  mkdirSync(NOTES_DIR);
  await note('it is back');
  await catchUp({ NOTES_DIR });
  expect(readFileSync(path, 'utf8')).toMatch(
    /dark <!-- \S+ 1 -->\n.*away <!-- \S+ 2 -->\n.*back <!-- \S+ 3 -->\n$/,
  );
});

test('[promise 16] a NOTES_DIR that hangs is given up in time', async () => {
  const NOTES_DIR = place.at('share');
  // Whoever opens a pipe waits for its other end, as for a share whose server is gone.
  execFileSync('mkfifo', [notesPath({ NOTES_DIR }, incident)]);
  await catchUp({ NOTES_DIR });
  expect(beside()).toMatch(/dark <!-- \S+ 1 -->/);
  expect(place.context.said).toEqual([expect.stringContaining('did not end within')]);
});

test('one journal that cannot be read is named, and holds up no other incident', async () => {
  await write({ kind: 'finished' });
  const old = join(place.config.STATE_DIR, 'incidents/20200101T000000Z-abcdef');
  mkdirSync(join(old, 'journal.jsonl'), { recursive: true });
  const { incidents, problems } = await readIncidents(place.config);
  expect(incidents.map(({ id }) => id)).toEqual([incident.id]);
  expect(problems).toEqual([
    expect.stringMatching(/^incident 20200101T000000Z-abcdef: cannot read .*EISDIR/),
  ]);
  await startIncident(place.context, place.config, { why: 'next' });
  expect(place.context.said).toEqual(problems);
});

test('text from elsewhere stays text: no control sequence, heading, HTML or link in notes and report', async () => {
  await write({ kind: 'step', step: 'image', state: 'skipped', reason: 'x)\n\n## Open ends\n\nNone.' });
  await note('\u001b[31mred\u001b[0m\u009b2J\n## What is lost\n\nNone.\n<img src=x> [go](http://evil) \\<b>');
  await write({ kind: 'step', step: 'loss', state: 'running' });
  await write({ kind: 'fact', name: 'loss', what: 'missing: <script>\n# x.pdf', value: '' });
  await catchUp();
  const [read] = await listIncidents(place.config);
  const report = reportMarkdown(reportIncident(read ?? incident, { steps: [], problems: [] }));
  for (const text of [beside(), report]) {
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(text.replaceAll(/<!-- \S+ \d+ -->/g, '')).not.toMatch(/(?<!\\)</);
    expect(text).not.toContain('](');
  }
  expect(beside()).not.toMatch(/^#+ (What|Open)/m);
  expect(report.match(/^#+ .*$/gm)).toEqual([
    `# Incident ${incident.id}`,
    ...['## Steps', '## What is lost', '## Open ends', '## Timeline'],
  ]);
  expect(stepState(read?.events ?? [], 'image').reason).toContain('## Open ends');
});
