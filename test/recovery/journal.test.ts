import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Files } from '../../src/files/files.ts';
import { appendEvents, readJournal } from '../../src/recovery/journal.ts';
import { testContext } from '../support/context.ts';

describe('the journal of an incident', () => {
  let folder: string;
  let path: string;
  const context = testContext();
  const note = (text: string) => appendEvents(context, path, [{ kind: 'note', text }]);

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

  it('[promise 12] several writers at once lose no event, and each keeps its line', async () => {
    const texts = Array.from({ length: 40 }, (_, index) => `event ${index}`);
    await Promise.all(texts.map(note));
    const { events, damaged } = await readJournal(path);
    expect(events.map((event) => (event.kind === 'note' ? event.text : '')).toSorted()).toEqual(
      texts.toSorted(),
    );
    expect([damaged, events.map(({ seq }) => seq)]).toEqual([[], texts.map((_, index) => index + 1)]);
  });

  it('takes as many events as a step has found, in one write', async () => {
    let writes = 0;
    const appendLine: Files['appendLine'] = (...line) => {
      writes += 1;
      return context.files.appendLine(...line);
    };
    const counting = { ...context, files: { ...context.files, appendLine } };
    const found = Array.from({ length: 20_000 }, (_, index) => `missing: file ${index}`);
    await appendEvents(
      counting,
      path,
      found.map((text) => ({ kind: 'note', text }) as const),
    );
    expect(writes).toBe(1);
    const { events } = await readJournal(path);
    expect([events.length, events.at(-1)]).toMatchObject([20_000, { seq: 20_000, text: found.at(-1) }]);
    await appendEvents(context, path, []);
    expect((await readJournal(path)).events).toHaveLength(20_000);
  });

  it('says which file could not be read or written, and what to do', async () => {
    mkdirSync(path);
    await expect(readJournal(path)).rejects.toMatchObject({
      code: 'file',
      message: `cannot read ${path} (EISDIR)`,
    });
    const full = appendEvents(context, '/dev/full', [{ kind: 'note', text: 'x' }]);
    await expect(full).rejects.toMatchObject({ code: 'file', next: expect.stringContaining('make room') });
  });

  it('names a damaged line in the middle and reads the rest', async () => {
    writeFileSync(path, 'nonsense\n');
    await note('fine');
    expect(await readJournal(path)).toMatchObject({ events: [{ kind: 'note' }], damaged: [1] });
  });
});
