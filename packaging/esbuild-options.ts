import type { BuildOptions } from 'esbuild';

/** How esbuild makes one script of ours that Node runs. */
export const scriptOptions = {
  write: false,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node24',
  minify: true,
  legalComments: 'none',
} as const satisfies BuildOptions;
