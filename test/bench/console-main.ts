/** The console's rows of `make bench`. */
import { Unpacked } from '../packaging/built.ts';
import { measureConsole } from './console.ts';
import { targetLine } from './report.ts';

using installed = new Unpacked();
process.stdout.write('\nThe console in a terminal, with a thousand runs and a journal of 500 lines:\n');
const targets = await measureConsole(installed.path('usr/lib/ot-redundancy/ot-redundancy'));
targets.forEach((target) => process.stdout.write(`${targetLine(target)}\n`));
