import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { askHere } from '../../machines/ask-here.ts';
import type { Production } from '../../machines/production.ts';
import type { Tree } from './tree.ts';
import { parseTrees } from './tree.ts';

/** Paths of one question: keeps the command line of ssh far below its limit. */
const pathsPerQuestion = 100;

/** What production has at each path, in the same order. The paths must be such that production can be asked. */
export async function productionTrees(
  production: Production,
  paths: readonly string[],
): Promise<readonly Tree[]> {
  const trees: Tree[] = [];
  for (let at = 0; at < paths.length; at += pathsPerQuestion) {
    const asked = paths.slice(at, at + pathsPerQuestion);
    trees.push(...parseTrees(asked, await production.ask('tree', ...asked)));
  }
  return trees;
}

/** The same of this machine. Throws `program` and `answer`. */
export async function localTrees(
  context: Context,
  config: Config,
  paths: readonly string[],
): Promise<readonly Tree[]> {
  const trees: Tree[] = [];
  for (let at = 0; at < paths.length; at += pathsPerQuestion) {
    const asked = paths.slice(at, at + pathsPerQuestion);
    trees.push(...parseTrees(asked, await askHere(context, config, ['tree', ...asked])));
  }
  return trees;
}
