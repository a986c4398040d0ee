import * as v from 'valibot';
import type { Context } from '../context.ts';

/**
 * What a file of JSON says; undefined when there is none, or when it is not of this form. Throws `file` when it cannot be
 * read.
 */
export async function readJson<S extends v.GenericSchema>(
  { files }: Pick<Context, 'files'>,
  path: string,
  schema: S,
): Promise<v.InferOutput<S> | undefined> {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), await files.readText(path));
  return parsed.success ? parsed.output : undefined;
}
