import { stat } from 'node:fs/promises';
import type { Context } from '../../src/context.ts';
import type { ExitName } from '../../src/exit-codes.ts';
import { fail } from '../../src/failures.ts';
import { printable } from '../../src/machines/must.ts';
import { gatherReport } from '../../src/status/gather.ts';
import type { Loss } from '../../src/status/loss.ts';
import { gatherLoss } from '../../src/status/loss.ts';
import { lossText } from '../../src/status/loss-text.ts';
import { pluginStates, reportNagios } from '../../src/status/nagios.ts';
import { reportPrometheus } from '../../src/status/prometheus.ts';
import type { Report } from '../../src/status/report.ts';
import { reportText } from '../../src/status/text.ts';
import type { Outcome } from '../command.ts';
import { configFile, defineCommand, jsonOption } from '../command.ts';

/** Replaces the file of metrics, and nothing but a file. */
async function writeMetrics(context: Context, path: string, report: Report): Promise<void> {
  const present = await stat(path).catch(() => undefined);
  if (present !== undefined && !present.isFile()) {
    fail('usage', { what: `${path} is not a file`, next: 'Name a file for --prometheus, or "-".' });
  }
  await context.files.writeAtomically(path, reportPrometheus(report), { mode: 0o644 });
}

/** Exit codes by the worst that was found. */
const exits = { ok: 'ok', warning: 'partial', critical: 'failed' } as const satisfies Record<
  Report['verdict'],
  ExitName
>;

function lossExit({ replication, role, missing, documents }: Loss): ExitName {
  const followed = role.kind === 'primary' || replication.state === 'known';
  if (!followed || missing.state === 'unknown' || documents.state === 'unknown') return 'failed';
  return missing.value.files.length > 0 ? 'partial' : 'ok';
}

/** ot-status. */
export const status = defineCommand({
  name: 'ot-status',
  summary: 'show how this machine stands: role, replication, syncs',
  description: [
    'Shows what this machine is (standby or primary, as its database says), how far the database is behind, whether sync is on, and for each sync its last success, its last run and whether it is late. It works while the configuration is broken or PostgreSQL is down: it then says so.',
    'Below, the readiness checks, the worst first: [OK], [! ] for what should be looked at, [!!] for what would make a recovery fail or lose what it need not, [??] for what cannot be told; with what to do. --json has the raw values of each check, and the command that shows the same by hand.',
    'Exits by the worst: 0 nothing is wrong, 3 warnings, 1 something is failing. What is unknown for a good reason, such as a filestore that was never verified, does not count; a check that got no answer counts as a warning.',
    'With --loss it answers one question instead: what would be lost if production died now? The position and age of the database, every file that a database refers to and that is missing here, with its record and who uploaded it, the last syncs, and the newest sale orders, transfers, invoices, messages and attachments that are here. Each file is looked for, which takes some seconds when there are many. Then 3 means that files are missing, 1 that it cannot be told.',
    'With --nagios the exit code is that of a plugin: 0 OK, 1 WARNING, 2 CRITICAL.',
  ],
  options: {
    ...jsonOption,
    loss: {
      type: 'boolean',
      about: 'tell what would be lost if production died now, and the last documents here',
    },
    nagios: { type: 'boolean', about: 'print one line for Nagios or Icinga, and exit as a plugin does' },
    prometheus: {
      type: 'string',
      value: 'FILE',
      about: 'write metrics for the textfile collector of Prometheus into FILE, or print them when it is -',
    },
  },
  files: [configFile, { path: '/var/lib/ot-redundancy/runs', about: 'the record of every run' }],
  exits: ['failed', 'partial', 'interrupted'],
  meanings: {
    ok: 'nothing is wrong',
    failed: 'something is failing, and named; with --loss: it cannot be told',
    partial: 'there are warnings, and nothing worse; with --loss: files are missing',
    interrupted: 'interrupted',
  },
  examples: [
    { line: 'sudo ot-status', about: 'See how it stands:' },
    { line: 'sudo ot-status --loss', about: 'What would be lost if production died now:' },
    { line: "sudo ot-status --json | jq -r '.findings[].what'", about: 'What is wrong, one a line:' },
    {
      line: 'sudo ot-status --quiet --prometheus /var/lib/prometheus/node-exporter/ot.prom',
      about: 'Metrics, from cron:',
    },
  ],
  async run({ context, options, print, configPath }): Promise<Outcome> {
    if (options.loss === true) {
      const loss = await gatherLoss(context, configPath);
      const exit = lossExit(loss);
      if (options.json === true) print(JSON.stringify(loss));
      else if (options.quiet !== true || exit !== 'ok') lossText(loss).forEach(print);
      return exit;
    }
    const report = await gatherReport(context, configPath);
    if (options.prometheus === '-') {
      print(reportPrometheus(report).trimEnd());
      return exits[report.verdict];
    }
    if (options.prometheus !== undefined) await writeMetrics(context, options.prometheus, report);
    if (options.nagios === true) {
      print(reportNagios(report));
      return { plugin: pluginStates[report.verdict] };
    }
    if (options.json === true) print(JSON.stringify(report));
    else if (options.quiet !== true || report.verdict !== 'ok')
      reportText(report).map(printable).forEach(print);
    return exits[report.verdict];
  },
});
