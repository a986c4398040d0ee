/** The rows of `make bench` about `--follow`. Another number of uploads may be named. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { distFor, hostArch } from '../../packaging/places.ts';
import { measureFollow } from './follow.ts';
import { targetLine } from './report.ts';

const binary = join(distFor(hostArch()), 'ot-redundancy');
if (!existsSync(binary)) throw new Error(`${binary} is not there: run make first`);
const { uploads, median, p99, most, idle } = await measureFollow([binary], Number(process.argv[2] ?? 120));
const print = (line: string) => process.stdout.write(`${line}\n`);
print(`--follow, from commit on production to verified file on the standby, ${uploads} uploads:`);
print(`median ${median.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms, longest ${most.toFixed(0)} ms`);
print(targetLine({ what: 'p99 of --follow', value: p99, most: 5_000, unit: 'ms' }));
print(`idle: ${(idle * 100).toFixed(2)} % of a core`);
print(
  targetLine({ what: 'an idle --follow, hundredths of a percent', value: idle * 1e4, most: 100, unit: '' }),
);
