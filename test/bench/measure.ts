import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** A program to be measured. */
export interface Subject {
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
}

/** Medians over all runs. */
export interface Figures {
  readonly name: string;
  readonly milliseconds: number;
  /** Most memory that it, or a program that it started, had in use: millions of bytes. */
  readonly megabytes: number;
}

/** Runs the subjects in turns, so that each sees the same machine; the first round only warms up. */
export function measure(subjects: readonly Subject[], rounds: number): readonly Figures[] {
  const times = subjects.map((): number[] => []);
  for (let round = 0; round <= rounds; round += 1) {
    subjects.forEach((subject, index) => {
      const taken = time(subject);
      if (round > 0) times[index]?.push(taken);
    });
  }
  return subjects.map((subject, index) => ({
    name: subject.name,
    milliseconds: median(times[index] ?? []),
    megabytes: memory(subject),
  }));
}

function time(subject: Subject): number {
  const start = performance.now();
  run(subject, subject.argv);
  return performance.now() - start;
}

function memory(subject: Subject): number {
  const folder = mkdtempSync('/tmp/ot-bench-');
  const output = join(folder, 'kilobytes');
  run(subject, ['/usr/bin/time', '-f', '%M', '-o', output, ...subject.argv]);
  const kilobytes = Number(readFileSync(output, 'utf8'));
  rmSync(folder, { recursive: true });
  return (kilobytes * 1024) / 1e6;
}

function run({ name, env }: Subject, [program, ...args]: readonly [string, ...string[]]): void {
  const options = { encoding: 'utf8', ...(env === undefined ? {} : { env }) } as const;
  const { status, stdout, stderr } = spawnSync(program, args, options);
  if (status !== 0) throw new Error(`${name} ended with ${String(status)}:\n${stdout}${stderr}`);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** One run of a subject: what cannot be done twice in the same way. */
export interface Once {
  readonly name: string;
  readonly milliseconds: number;
  /** Most memory that it, or a program that it started, had in use: millions of bytes. */
  readonly megabytes: number;
}

/** Runs a subject once. */
export function measureOnce(subject: Subject): Once {
  const folder = mkdtempSync('/tmp/ot-bench-');
  const output = join(folder, 'kilobytes');
  const start = performance.now();
  run(subject, ['/usr/bin/time', '-f', '%M', '-o', output, ...subject.argv]);
  const milliseconds = performance.now() - start;
  const kilobytes = Number(readFileSync(output, 'utf8'));
  rmSync(folder, { recursive: true });
  return { name: subject.name, milliseconds, megabytes: (kilobytes * 1024) / 1e6 };
}
