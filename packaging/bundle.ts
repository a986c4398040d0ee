import { join } from 'node:path';
import { build } from 'esbuild';
import { embedGate } from './embed-gate.ts';
import { embedThread } from './embed-thread.ts';
import { scriptOptions } from './esbuild-options.ts';
import { fitInk } from './ink.ts';
import { lazyCrypto } from './lazy-crypto.ts';
import { root } from './places.ts';

/** What went into the program, and the program as one CommonJS file. */
export interface Bundle {
  readonly code: Buffer;
  /** The npm packages that are in it, by the names of their folders. */
  readonly modules: readonly string[];
}

/** Makes one file of the program. It depends on nothing but Node. */
export async function bundle(): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join(root, 'cli/main.ts')],
    outdir: join(root, 'dist'),
    ...scriptOptions,
    logLevel: 'warning',
    logOverride: { 'empty-import-meta': 'error' },
    metafile: true,
    external: ['react-devtools-core'],
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [embedGate, embedThread, fitInk, lazyCrypto],
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('esbuild made nothing');
  const folders = Object.keys(metafile.inputs).map(
    (path) => /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1],
  );
  const modules = [...new Set(folders.filter((folder) => folder !== undefined))].sort();
  return { code: Buffer.from(file.contents), modules };
}
