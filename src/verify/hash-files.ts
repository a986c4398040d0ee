import type { Context } from '../context.ts';
import { must } from '../machines/must.ts';

/** Files to be read, and how much of the machine that may take. */
export interface HashRequest {
  /** Folder that the names are below. */
  readonly folder: string;
  /** Each byte as one character, in the order in which they are to be done. */
  readonly names: Iterable<string>;
  /** Programs at a time: one for each core. */
  readonly parallel: number;
  /** Called for each batch, in the order of the names: what was read, without those that could not be. */
  onBatch(sums: ReadonlyMap<string, string>, names: readonly string[]): Promise<void>;
}

const filesAtOnce = 500;
const batchMs = 86_400_000;

/**
 * Takes the sha1 of files with all cores: sha1sum is as fast as the disk lets it be, and a program of its own, so that
 * a packaged one needs no second code. At idle priority: nobody waits for it.
 */
export async function hashFiles(context: Context, request: HashRequest): Promise<void> {
  const batches = cut(request.names);
  let told = Promise.resolve();
  const worker = async () => {
    for (const names of batches) {
      const sums = hashBatch(context, request.folder, names);
      // The order of the batches, whoever of the workers is first.
      const before = told;
      told = (async () => {
        const [result] = await Promise.all([sums, before]);
        await request.onBatch(result, names);
      })();
      told.catch(() => undefined);
      await sums;
    }
  };
  await Promise.all(Array.from({ length: request.parallel }, worker));
  await told;
}

function* cut(names: Iterable<string>): Generator<readonly string[]> {
  let batch: string[] = [];
  for (const name of names) {
    batch.push(name);
    if (batch.length < filesAtOnce) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function hashBatch(
  context: Context,
  folder: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const outcome = await context.run({
    argv: ['nice', '-n', '19', 'ionice', '-c', '3', 'xargs', '-0', 'sha1sum', '--binary', '--zero', '--'],
    input: Buffer.from(names.map((name) => `${name}\0`).join(''), 'latin1'),
    cwd: folder,
    encoding: 'latin1',
    timeoutMs: batchMs,
  });
  context.signal.throwIfAborted();
  // xargs says 123 when sha1sum could not read one of them.
  if (outcome.exitCode !== 123) must(outcome, 'reading files');
  const records = outcome.stdout.split('\0').filter((record) => record.length > 42);
  return new Map(records.map((record) => [record.slice(42), record.slice(0, 40)]));
}
