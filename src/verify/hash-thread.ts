import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { inspectFile } from './inspect-file.ts';
import type { PackedUnit } from './packed-unit.ts';
import { unpack } from './packed-unit.ts';
import type { Found, Inspected, Inspection } from './unit.ts';

/** A thread that inspects units. It first says under which number the system knows it. */
const how: Inspection = workerData;
const sleeper = new Int32Array(new SharedArrayBuffer(4));
const longestMs = 250;
const leastMs = 5;
const lowest = 19;
let owedMs = 0;

/** Sleeps for as long as what was read should have taken: never faster than allowed, whatever the disk can do. */
function onRead(bytes: number): void {
  if (how.bytesPerSecond === 0) return;
  owedMs += (bytes / how.bytesPerSecond) * 1000;
  // In pieces: a thread that sleeps does not hear that it is to end.
  while (owedMs >= leastMs) {
    const ms = Math.min(owedMs, longestMs);
    Atomics.wait(sleeper, 0, 0, ms);
    owedMs -= ms;
  }
}

function inspect(unit: PackedUnit): Inspected {
  const found: Found[] = [];
  let read = 0;
  for (const wanted of unpack(unit)) {
    const seen = inspectFile(unit.folder, wanted, { how, onRead });
    if (seen.read) read += 1;
    for (const state of seen.states) found.push({ name: wanted.name, state });
  }
  return { found, read };
}

// Of this thread alone.
setPriority(0, lowest);
parentPort?.postMessage(Number(readlinkSync('/proc/thread-self').split('/').at(-1)));
parentPort?.on('message', (unit: PackedUnit) => parentPort?.postMessage(inspect(unit)));
