/** The rows of `make bench` about ot-verify. Other trees may be named, such as 1000000x100. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { distFor, hostArch } from '../../packaging/places.ts';
import { compareLine } from './report.ts';
import { measureVerify, type Tree } from './verify.ts';

const binary = join(distFor(hostArch()), 'ot-redundancy');
const usual = ['100000x3000', '20000x50000'];

function readTree(text: string): Tree {
  const [files = 0, meanBytes = 0] = text.split('x').map(Number);
  return { files, meanBytes };
}

if (!existsSync(binary)) throw new Error(`${binary} is not there: run make first`);
process.stdout.write('A full verification, beside sha1sum over all cores at the same priority:\n');
for (const tree of (process.argv.length > 2 ? process.argv.slice(2) : usual).map(readTree)) {
  const { title, ours, plain } = await measureVerify([binary], tree);
  const speed = (plain.milliseconds / ours.milliseconds).toFixed(2);
  process.stdout.write(`${compareLine(title, ours, plain)}  ${speed} of its speed\n`);
}
