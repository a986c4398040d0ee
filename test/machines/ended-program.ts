import { createStart } from '../../src/machines/run.ts';

// Ends a program while it has output to give, and prints what then still keeps this process up.
const { signal } = new AbortController();
const start = createStart({ signal, elapsed: () => performance.now() });
const ready = Promise.withResolvers<void>();
const argv = ['sh', '-c', 'echo ready; exec sleep 300'] as const;
const running = start({ argv, timeoutMs: 60_000, onOutput: () => ready.resolve() });
await ready.promise;
running.kill();
const { ended } = await running.outcome;
const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout');
running.kill();
const late = process.getActiveResourcesInfo().filter((name) => name === 'Timeout');
process.stdout.write(JSON.stringify({ ended, timers, late }));
