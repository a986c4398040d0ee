/** A layer of tests: something that is run to its end and counts what passed. */
export interface Layer {
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
  /** Whether vitest runs it and counts its tests; otherwise the layer is one test. */
  readonly vitest: boolean;
}

/** A layer of one program. */
export function check(name: string, ...argv: readonly [string, ...string[]]): Layer {
  return { name, argv, vitest: false };
}

/** A project of vitest.config.ts. */
export function project(name: string): Layer {
  return { name, argv: ['vitest', 'run', '--project', name, '--passWithNoTests'], vitest: true };
}
