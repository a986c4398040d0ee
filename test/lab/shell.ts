/** Runs a command on this computer, for the driver's own needs. */
import { execa } from 'execa';
import { LabError } from './errors.ts';

export interface HostOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Seconds; a minute when not given. */
  readonly timeout?: number;
}

/** Runs `argv` and returns its stdout; throws LabError with its stderr's end when it fails. */
export async function host(argv: readonly string[], options: HostOptions = {}): Promise<string> {
  const [program = 'false', ...args] = argv;
  const result = await execa(program, args, {
    reject: false,
    stdin: options.input === undefined ? 'ignore' : 'pipe',
    ...(options.input === undefined ? {} : { input: options.input }),
    env: { LC_ALL: 'C.UTF-8', ...options.env },
    timeout: (options.timeout ?? 60) * 1000,
    maxBuffer: 50_000_000,
  });
  if (result.failed)
    throw new LabError(`${argv.join(' ')}: ${result.shortMessage}\n${result.stderr.slice(-3000)}`);
  return result.stdout;
}

/** Whether `argv` runs and ends with 0. */
export async function succeeds(argv: readonly string[]): Promise<boolean> {
  return host(argv).then(
    () => true,
    () => false,
  );
}
