import type { Plugin } from 'esbuild';

/** What the program uses of node:crypto. */
const functions = ['createHash', 'createHmac', 'hash', 'randomBytes', 'randomUUID'];
const name = 'lazy-crypto';

/** Loads node:crypto when something of it is first called: most runs need nothing of it, and it is slow to load. */
export const lazyCrypto: Plugin = {
  name,
  setup(build) {
    build.onResolve({ filter: /^(node:)?crypto$/ }, ({ namespace, kind }) =>
      namespace === name || kind === 'require-call'
        ? { external: true }
        : { path: 'crypto', namespace: name },
    );
    build.onLoad({ filter: /^/, namespace: name }, () => {
      const load = "let crypto; const load = () => (crypto ??= require('node:crypto'));";
      const lines = functions.map((each) => `export const ${each} = (...given) => load().${each}(...given);`);
      return { contents: [load, ...lines].join('\n'), loader: 'js' };
    });
  },
};
