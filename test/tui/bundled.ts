import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../../packaging/bundle.ts';

/** The program as one file, as it is packaged: plain Node cannot load the console's sources. */
export interface Bundled extends Disposable {
  readonly path: string;
}

/** Makes it, in a temporary folder. */
export async function makeBundle(): Promise<Bundled> {
  const folder = mkdtempSync(join(tmpdir(), 'ot-bundle-'));
  const path = join(folder, 'ot-redundancy.cjs');
  writeFileSync(path, (await bundle()).code);
  return { path, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
