import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { root } from './places.ts';

/** Text to be replaced, which must stand in the file exactly so many times. */
interface Replacement {
  readonly text: string;
  readonly by: string;
  readonly times: number;
}

const reconciler: readonly Replacement[] = [
  { text: "process.env['DEV'] === 'true'", by: 'false', times: 2 },
  { text: 'import.meta', by: '({})', times: 2 },
];

const yoga: readonly Replacement[] = [{ text: 'import.meta.url', by: "''", times: 1 }];

/** Makes Ink fit into one CommonJS file: without waits and questions about itself while it is loaded. */
export const fitInk: Plugin = {
  name: 'fit-ink',
  setup(build) {
    build.onResolve({ filter: /^yoga-layout$/ }, () => ({ path: join(root, 'tui/yoga.ts') }));
    build.onLoad({ filter: /\/ink\/build\/reconciler\.js$/ }, ({ path }) => replaced(path, reconciler));
    build.onLoad({ filter: /\/yoga-wasm-base64-esm\.js$/ }, ({ path }) => replaced(path, yoga));
  },
};

function replaced(path: string, replacements: readonly Replacement[]) {
  let contents = readFileSync(path, 'utf8');
  for (const { text, by, times } of replacements) {
    const parts = contents.split(text);
    if (parts.length !== times + 1) throw new Error(`${path} must have "${text}" exactly ${times} times`);
    contents = parts.join(by);
  }
  return { contents, loader: 'js' as const };
}
