/** Makes a tiny Python wheel. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zip } from './zip.ts';

export interface TinyWheel {
  readonly name: string;
  readonly version: string;
  /** Text of the one module; a `__version__` when not given. */
  readonly source?: string;
  /** Requirements, as in `Requires-Dist`. */
  readonly requires?: readonly string[];
}

/** Writes NAME-VERSION-py3-none-any.whl into `folder` and returns its file name. */
export async function makeWheel(wheel: TinyWheel, folder: string): Promise<string> {
  const module = wheel.name.toLowerCase().replaceAll(/[-_.]+/g, '_');
  const info = `${module}-${wheel.version}.dist-info`;
  const requires = (wheel.requires ?? []).map((requirement) => `Requires-Dist: ${requirement}\n`);
  const files: Record<string, string> = {
    [`${module}.py`]: wheel.source ?? `__version__ = '${wheel.version}'\n`,
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${wheel.name}\nVersion: ${wheel.version}\n${requires.join('')}`,
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nGenerator: lab\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
  };
  const lines = Object.entries(files).map(
    ([path, text]) => `${path},sha256=${digest(text)},${Buffer.byteLength(text)}`,
  );
  files[`${info}/RECORD`] = `${lines.join('\n')}\n${info}/RECORD,,\n`;
  const file = `${module}-${wheel.version}-py3-none-any.whl`;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, file), zip(files));
  return file;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
