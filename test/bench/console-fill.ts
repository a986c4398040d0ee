import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jobNames } from '../../src/sync/job.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';

const runsPerJob = 200;
const journalLines = 500;

/** Gives a standby a past: a thousand runs, and an open incident with a journal of 500 lines. */
export async function fillConsole(sandbox: Sandbox): Promise<void> {
  await sandbox.production.odoo.attachMany(40);
  await sandbox.waitForReplay();
  await sandbox.run('ot-attachments-sync');
  writeRuns(sandbox);
  await sandbox.run('ot-recovery', ['start', '--', 'the data centre is dark']);
  writeNotes(sandbox);
}

function writeRuns({ standby }: Sandbox): void {
  const own = standby.path('state/runs/attachments');
  const name = readdirSync(own).find((each) => /^\d/.test(each)) ?? '';
  const sample: object = JSON.parse(readFileSync(join(own, name), 'utf8'));
  for (const [index, job] of jobNames.entries()) {
    const folder = standby.path(`state/runs/${job}`);
    mkdirSync(folder, { recursive: true });
    for (let run = 0; run < runsPerJob; run += 1) {
      const at = new Date(Date.now() - run * 300_000 - (index + 1) * 1_000).toISOString();
      const id = `${at.replace(/[-:]/g, '')}-${job}-abcdef`;
      const text = JSON.stringify({ ...sample, id, job, startedAt: at, endedAt: at });
      writeFileSync(join(folder, `${id}.json`), text);
      if (run === 0) writeFileSync(join(folder, 'last-success.json'), text);
    }
  }
}

function writeNotes({ standby }: Sandbox): void {
  const [incident = ''] = readdirSync(standby.path('state/incidents'));
  const journal = standby.path(`state/incidents/${incident}/journal.jsonl`);
  const lines = readFileSync(journal, 'utf8').trimEnd().split('\n');
  const opened: object = JSON.parse(lines[0] ?? '');
  for (let seq = lines.length + 1; seq <= journalLines; seq += 1) {
    const text = `note ${seq}: asked the data centre, which says four more hours at the least`;
    const { id, why, version, ...by } = { id: '', why: '', version: '', ...opened };
    void [id, why, version];
    appendFileSync(journal, `${JSON.stringify({ ...by, seq, kind: 'note', text })}\n`);
  }
}
