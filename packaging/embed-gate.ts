import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';
import { replaceExactly } from './replace-exactly.ts';

const read = "readFileSync(new URL('gate.sh', import.meta.url), 'utf8')";

/** Puts the text of gate.sh in the place of the read in gate-script.ts. Throws when that is not there just once. */
export const embedGate: Plugin = {
  name: 'embed-gate',
  setup(build) {
    build.onLoad({ filter: /\/machines\/gate-script\.ts$/ }, ({ path }) => {
      const gate = readFileSync(join(dirname(path), 'gate.sh'), 'utf8');
      const replacement = { text: read, by: JSON.stringify(gate), times: 1 };
      return { contents: replaceExactly(readFileSync(path, 'utf8'), path, replacement), loader: 'ts' };
    });
  },
};
