/** `make bench`: the packaged program beside plain scripts, medians of one run on one machine. */
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deb, Unpacked } from '../packaging/built.ts';
import { measureJobs } from './jobs.ts';
import { measure, type Figures } from './measure.ts';
import { compareLine, targetLine, type Target } from './report.ts';

const print = (line: string) => process.stdout.write(`${line}\n`);

function measureStarts(command: string): readonly Figures[] {
  const folder = mkdtempSync('/tmp/ot-bench-');
  const script = join(folder, 'script');
  writeFileSync(script, '#!/bin/bash\necho "ot-attachments-sync 0.5-3"\n');
  chmodSync(script, 0o755);
  const figures = measure(
    [
      { name: '--version', argv: [command, '--version'] },
      { name: '--help', argv: [command, '--help'] },
      { name: 'bash', argv: [script] },
      { name: 'node', argv: [process.execPath, '-e', '0'] },
    ],
    21,
  );
  rmSync(folder, { recursive: true });
  return figures;
}

async function main(): Promise<void> {
  // As installed: the memory that a fresh build's file takes is that of the kernel, and differs.
  using installed = new Unpacked();
  const command = installed.path('usr/sbin/ot-attachments-sync');
  const [version, help, bash, node] = measureStarts(command);
  if (version === undefined || help === undefined || bash === undefined || node === undefined) return;
  print('A command that does nothing else, beside a bash script and node itself:');
  for (const ours of [version, help]) {
    for (const theirs of [bash, node]) print(compareLine(ours.name, ours, theirs));
  }
  print('\nA run that finds nothing to do, beside a script with the same rsync and ssh and no checks:');
  const jobs = await measureJobs(installed.path('usr/lib/ot-redundancy/ot-redundancy'));
  for (const { command, ours, plain } of jobs) print(compareLine(command, ours, plain));
  const most = (pick: (figures: Figures) => number) =>
    Math.max(...[help, ...jobs.map(({ ours }) => ours)].map(pick));
  const beyond = jobs.map(({ ours, plain }) => ours.milliseconds - plain.milliseconds);
  const targets: readonly Target[] = [
    { what: '--version', value: version.milliseconds, most: 40, unit: 'ms' },
    {
      what: 'a run that finds nothing to do, beyond the same remote calls',
      value: Math.max(...beyond),
      most: 150,
      unit: 'ms',
    },
    { what: 'memory', value: most(({ megabytes }) => megabytes), most: 80, unit: 'MB' },
    { what: 'the package', value: statSync(deb).size / 1e6, most: 30, unit: 'MB' },
  ];
  print('');
  targets.forEach((target) => print(targetLine(target)));
}

await main();
