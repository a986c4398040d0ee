import { Worker } from 'node:worker_threads';
import type { Context } from '../context.ts';
import { hashThread } from './hash-thread-code.ts';
import { pack } from './packed-unit.ts';
import type { Inspected, Inspection, Unit } from './unit.ts';

/** Units to be inspected. */
export interface ThreadsRequest<U extends Unit> {
  /** Asked for the next one when a thread is about to be free. */
  readonly units: Iterable<U>;
  /** Called for each unit in the order of the units, whichever thread was first. */
  onDone(unit: U, inspected: Inspected): Promise<void>;
}

/** Threads that inspect files, at idle priority: nobody waits for them. */
export interface Threads extends AsyncDisposable {
  /** Inspects units with all threads. */
  inspect<U extends Unit>(request: ThreadsRequest<U>): Promise<void>;
}

/** So many units wait for each thread: it never waits for us. */
const ahead = 2;
const ioniceMs = 10_000;

/** Starts so many threads: one for each core. */
export function startThreads(
  context: Context,
  { parallel, how }: { readonly parallel: number; readonly how: Inspection },
): Threads {
  context.signal.throwIfAborted();
  const failed = Promise.withResolvers<never>();
  // Heard by those who inspect; nobody may do so at the moment.
  failed.promise.catch(() => undefined);
  const onAbort = () => failed.reject(context.signal.reason);
  context.signal.addEventListener('abort', onAbort, { once: true });
  const threads = Array.from({ length: parallel }, () => startThread(how, failed.reject));
  const idle = makeIdle(context, threads);
  return {
    async inspect(request) {
      await Promise.race([inspectWith(threads, request), failed.promise]);
      await Promise.race([idle, failed.promise]);
    },
    async [Symbol.asyncDispose]() {
      context.signal.removeEventListener('abort', onAbort);
      await Promise.all(threads.map((thread) => thread.end()));
    },
  };
}

interface Thread {
  /** The number that the system gave it. */
  readonly id: Promise<number>;
  inspect(unit: Unit): Promise<Inspected>;
  end(): Promise<unknown>;
}

function startThread(how: Inspection, onFailure: (error: unknown) => void): Thread {
  const worker = new Worker(hashThread, {
    workerData: how,
    eval: typeof hashThread === 'string',
    // It keeps nothing: without limits its garbage would be let grow.
    resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 },
  });
  const id = Promise.withResolvers<number>();
  const waiting: ((inspected: Inspected) => void)[] = [];
  worker.on('error', onFailure);
  worker.on('message', (message: number | Inspected) => {
    if (typeof message === 'number') id.resolve(message);
    else waiting.shift()?.(message);
  });
  return {
    id: id.promise,
    inspect: (unit) =>
      new Promise((resolve) => {
        waiting.push(resolve);
        worker.postMessage(pack(unit));
      }),
    end: () => worker.terminate(),
  };
}

/** As far as the system lets us: it is a courtesy. */
async function makeIdle(context: Context, threads: readonly Thread[]): Promise<void> {
  const ids = await Promise.all(threads.map(({ id }) => id));
  await context.run({ argv: ['ionice', '-c', '3', '-p', ...ids.map(String)], timeoutMs: ioniceMs });
}

async function inspectWith<U extends Unit>(
  threads: readonly Thread[],
  { units, onDone }: ThreadsRequest<U>,
): Promise<void> {
  const rest = units[Symbol.iterator]();
  let told = Promise.resolve();
  const feed = async (thread: Thread) => {
    for (let next = rest.next(); next.done !== true; next = rest.next()) {
      const unit = next.value;
      const inspected = thread.inspect(unit);
      const before = told;
      told = (async () => {
        const [result] = await Promise.all([inspected, before]);
        await onDone(unit, result);
      })();
      // Heard at the end; until then it must not count as unheard.
      told.catch(() => undefined);
      await inspected;
    }
  };
  await Promise.all(threads.flatMap((thread) => Array.from({ length: ahead }, () => feed(thread))));
  await told;
}
