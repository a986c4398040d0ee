/** The rows of `make bench` about the filestore. Other numbers may be named: a million files take minutes to make. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { distFor, hostArch } from '../../packaging/places.ts';
import { measureFilestore } from './filestore.ts';
import type { Once } from './measure.ts';

const binary = join(distFor(hostArch()), 'ot-redundancy');
const counts = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [10_000, 100_000];

function column({ name, milliseconds, megabytes }: Once): string {
  return `${name} ${(milliseconds / 1000).toFixed(2)} s ${megabytes.toFixed(0)} MB`.padEnd(38);
}

if (!existsSync(binary)) throw new Error(`${binary} is not there: run make first`);
for (const count of counts) {
  for (const { title, ours, rsync } of await measureFilestore([binary], count)) {
    const ratio =
      rsync === undefined ? '' : `× ${(rsync.milliseconds / ours.milliseconds).toFixed(2)} of ours`;
    const theirs = rsync === undefined ? '' : column(rsync);
    process.stdout.write(`${title.padEnd(44)}${column(ours)}${theirs}${ratio}\n`);
  }
}
