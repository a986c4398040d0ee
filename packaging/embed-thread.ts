import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';
import { scriptOptions } from './esbuild-options.ts';

const place = "new URL('./hash-thread.ts', import.meta.url)";

/** Puts the code of hash-thread.ts, as one script, in the place of its address. Throws when that is not there just once. */
export const embedThread: Plugin = {
  name: 'embed-thread',
  setup(build) {
    build.onLoad({ filter: /\/verify\/hash-thread-code\.ts$/ }, async ({ path }) => {
      const parts = readFileSync(path, 'utf8').split(place);
      if (parts.length !== 2) throw new Error(`${path} must have "${place}" exactly once`);
      const { outputFiles } = await build.esbuild.build({
        entryPoints: [join(dirname(path), 'hash-thread.ts')],
        ...scriptOptions,
      });
      const code = outputFiles[0]?.text ?? '';
      return { contents: parts.join(JSON.stringify(code)), loader: 'ts' };
    });
  },
};
