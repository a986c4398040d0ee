import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { root } from './places.ts';
import type { Replacement } from './replace-exactly.ts';
import { replaceExactly } from './replace-exactly.ts';

const reconciler: readonly Replacement[] = [
  { text: "process.env['DEV'] === 'true'", by: 'false', times: 2 },
  { text: 'import.meta', by: '({})', times: 2 },
];

const yoga: readonly Replacement[] = [{ text: 'import.meta.url', by: "''", times: 1 }];

const keptFrames = 10;

/**
 * Ink takes each row apart into styled characters anew with each frame: most of what an idle screen costs. What it found
 * is kept for a few frames, as most rows stay; not for longer, or it would grow with all that was ever shown.
 */
const output: readonly Replacement[] = [
  { text: 'caches = new OutputCaches();', by: 'caches = recentCaches();', times: 1 },
  {
    text: 'export default class Output {',
    by: `
let drawn = 0;
let recent;
function recentCaches() {
  if (drawn % ${keptFrames} === 0) recent = new OutputCaches();
  drawn += 1;
  return recent;
}
export default class Output {`,
    times: 1,
  },
];

/** Makes Ink fit into one CommonJS file: without waits and questions about itself while it is loaded, and frugal. */
export const fitInk: Plugin = {
  name: 'fit-ink',
  setup(build) {
    build.onResolve({ filter: /^yoga-layout$/ }, () => ({ path: join(root, 'tui/yoga.ts') }));
    build.onLoad({ filter: /\/ink\/build\/reconciler\.js$/ }, ({ path }) => replaced(path, reconciler));
    build.onLoad({ filter: /\/ink\/build\/output\.js$/ }, ({ path }) => replaced(path, output));
    build.onLoad({ filter: /\/yoga-wasm-base64-esm\.js$/ }, ({ path }) => replaced(path, yoga));
  },
};

function replaced(path: string, replacements: readonly Replacement[]) {
  const code = readFileSync(path, 'utf8');
  const contents = replacements.reduce((text, each) => replaceExactly(text, path, each), code);
  return { contents, loader: 'js' as const };
}
