import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';
import { scriptOptions } from './esbuild-options.ts';
import { replaceExactly } from './replace-exactly.ts';

const place = "new URL('./hash-thread.ts', import.meta.url)";

/** Puts the code of hash-thread.ts, as one script, in the place of its address. Throws when that is not there just once. */
export const embedThread: Plugin = {
  name: 'embed-thread',
  setup(build) {
    build.onLoad({ filter: /\/verify\/hash-thread-code\.ts$/ }, async ({ path }) => {
      const { outputFiles } = await build.esbuild.build({
        entryPoints: [join(dirname(path), 'hash-thread.ts')],
        ...scriptOptions,
      });
      const replacement = { text: place, by: JSON.stringify(outputFiles[0]?.text ?? ''), times: 1 };
      return { contents: replaceExactly(readFileSync(path, 'utf8'), path, replacement), loader: 'ts' };
    });
  },
};
