import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendEvent, readJournal } from '../../src/recovery/journal.ts';
import { writeNotes } from '../../src/recovery/notes.ts';
import { testContext } from '../support/context.ts';

describe('the journal of an incident', () => {
  let folder: string;
  let path: string;
  const context = testContext();
  const note = (text: string) => appendEvent(context, path, { kind: 'note', text });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ot-journal-'));
    path = join(folder, 'journal.jsonl');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('[promise 12] gives back what was appended, numbered in order', async () => {
    await note('first');
    await note('second');
    const { events, damaged } = await readJournal(path);
    expect(events.map(({ seq, kind }) => [seq, kind])).toEqual([
      [1, 'note'],
      [2, 'note'],
    ]);
    expect(damaged).toEqual([]);
  });

  it('[promise 12] goes on behind a line that a power cut tore, and loses no other', async () => {
    await note('before');
    appendFileSync(path, '{"kind":"note","te');
    expect((await readJournal(path)).events).toHaveLength(1);
    await note('after');
    const { events, damaged } = await readJournal(path);
    expect(events.map((event) => event.kind === 'note' && event.text)).toEqual(['before', 'after']);
    expect(damaged).toEqual([2]);
  });

  it('[promise 16] appends to the notes only what they lack, and keeps what a person wrote there', async () => {
    const notes = join(folder, 'notes.md');
    await note('one\nwith a second line');
    await writeNotes(context, notes, { id: 'x', folder, events: (await readJournal(path)).events });
    appendFileSync(notes, 'written by hand\n');
    await note('two');
    const { events } = await readJournal(path);
    await writeNotes(context, notes, { id: 'x', folder, events });
    await writeNotes(context, notes, { id: 'x', folder, events });
    const text = readFileSync(notes, 'utf8');
    expect(text.match(/one/g)).toHaveLength(1);
    expect(text.match(/two/g)).toHaveLength(1);
    expect(text).toContain('written by hand');
    expect(text.indexOf('written by hand')).toBeLessThan(text.indexOf('two'));
  });

  it('names a damaged line in the middle and reads the rest', async () => {
    writeFileSync(path, 'nonsense\n');
    await note('fine');
    expect(await readJournal(path)).toMatchObject({ events: [{ kind: 'note' }], damaged: [1] });
  });
});
