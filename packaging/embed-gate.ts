import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';

const read = "readFileSync(new URL('gate.sh', import.meta.url), 'utf8')";

/** Puts the text of gate.sh in the place of the read in gate-script.ts. Throws when that is not there just once. */
export const embedGate: Plugin = {
  name: 'embed-gate',
  setup(build) {
    build.onLoad({ filter: /\/machines\/gate-script\.ts$/ }, ({ path }) => {
      const parts = readFileSync(path, 'utf8').split(read);
      if (parts.length !== 2) throw new Error(`${path} must have "${read}" exactly once`);
      const gate = readFileSync(join(dirname(path), 'gate.sh'), 'utf8');
      return { contents: parts.join(JSON.stringify(gate)), loader: 'ts' };
    });
  },
};
