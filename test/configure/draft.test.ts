import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { planConfigEdit } from '../../src/config/write.ts';
import { draftConfig, draftText, readDraft, withText, wrongKeys } from '../../src/configure/draft.ts';

const folder = mkdtempSync(join(tmpdir(), 'ot-draft-'));
let count = 0;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(...lines: readonly string[]): string {
  const path = join(folder, `${(count += 1)}.conf`);
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
  return path;
}

test('a file that is not there yet has the defaults', async () => {
  const draft = await readDraft(join(folder, 'none.conf'));
  expect(draft.present.size).toBe(0);
  expect([draftText(draft, 'SYNCSRC'), draftText(draft, 'PROJECT_PATTERNS')]).toEqual([
    'NOT-SET',
    'odoo-* odooext-*',
  ]);
  expect(wrongKeys(draft)).toEqual([]);
});

test('a value that is not usable is told, stands for its default, and can be corrected', async () => {
  const path = file('SYNCMODE=off', 'SSH_PORT=ssh # ours', 'SYNCSRC=erp');
  const draft = await readDraft(path);
  expect([draftText(draft, 'SSH_PORT'), wrongKeys(draft)]).toEqual(['ssh', ['SSH_PORT']]);
  expect(draftConfig(draft).values).toMatchObject({ SSH_PORT: 22, SYNCSRC: 'erp' });
  const better = withText(draft, 'SSH_PORT', '2222');
  expect(wrongKeys(better)).toEqual([]);
  const { after } = await planConfigEdit(path, better.changes);
  expect(after).toBe('SYNCMODE=off\nSSH_PORT="2222" # ours\nSYNCSRC=erp\n');
  expect(readFileSync(path, 'utf8')).toContain('SSH_PORT=ssh');
});

test('what the file says, or the default, is no change', async () => {
  const draft = await readDraft(file('SYNCSRC=erp'));
  const changed = withText(withText(draft, 'SYNCSRC', 'other'), 'HOLD_DAYS', '60');
  expect([...changed.changes.keys()]).toEqual(['SYNCSRC', 'HOLD_DAYS']);
  expect(withText(withText(changed, 'SYNCSRC', 'erp'), 'HOLD_DAYS', '30').changes.size).toBe(0);
});

test('read again, what the file says by now is no change any more', async () => {
  const path = file('SYNCMODE=off', 'SYNCSRC=erp');
  const changes = new Map([
    ['SYNCMODE', 'on'],
    ['HOLD_DAYS', '60'],
  ] as const);
  writeFileSync(path, 'SYNCMODE=on\nSYNCSRC=erp\n');
  expect([...(await readDraft(path, changes)).changes]).toEqual([['HOLD_DAYS', '60']]);
});

test.each([
  ['a line that is not understood', 'config-syntax', 'SYNCMODE=off\n. /etc/default/odoo\n'],
  ['a key that there is not', 'config-key', 'SYNC_MODE=off\n'],
])('%s is for an editor', async (_, code, text) => {
  const path = file();
  writeFileSync(path, text);
  await expect(readDraft(path)).rejects.toMatchObject({ code });
});

test('a folder that is not there is told before anything is asked', async () => {
  await expect(readDraft(join(folder, 'no-folder/sync.conf'))).rejects.toMatchObject({
    code: 'config-missing',
  });
});
