import { readSummaryName, summaryLine, writeSummary } from '../../src/sync/summary.ts';
import { configFile, defineCommand } from '../command.ts';
import { fail } from '../../src/failures.ts';

/** ot-write-summary. */
export const writeSummaryCommand = defineCommand({
  name: 'ot-write-summary',
  summary: 'add a line to the summary log',
  description: [
    'Adds a line with the present time for each NAME to the summary log, as every sync does for a verified success. For scripts of your own that bring further things over: call it when they have succeeded, never regardless, because the log is what the loss is judged by after a failover.',
    'A NAME is printable text of one line.',
  ],
  words: 'NAME…',
  options: { 'dry-run': { type: 'boolean', about: 'say what would be written, and write nothing' } },
  files: [
    configFile,
    { path: '/var/log/odoo/ot-redundancy-sync-timestamps.log', about: 'the summary log (SUMMARYFILE)' },
  ],
  exits: ['failed', 'configuration'],
  meanings: { ok: 'written', failed: 'the log cannot be written' },
  examples: [
    {
      line: 'rsync -a production:/srv/letters/ /srv/letters/ && sudo ot-write-summary letters',
      about: 'After a sync of your own:',
    },
  ],
  async run({ context, words, options, config, print }) {
    if (words.length === 0) fail('usage', { what: 'NAME is missing', next: 'ot-write-summary --help' });
    // All before the first line is written.
    const names = words.map(readSummaryName);
    const { values } = await config();
    for (const name of names) {
      if (options['dry-run'] === true) print(`${values.SUMMARYFILE}: ${summaryLine(context, name)}`);
      else await writeSummary(context, values, name);
    }
    return 'ok';
  },
});
