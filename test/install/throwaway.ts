import { execa } from 'execa';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../lab/cache.ts';

/** What a command did. */
export interface Done {
  readonly code: number;
  readonly stdout: string;
  /** Everything that it wrote, in order. */
  readonly all: string;
}

/** Mounts the layers in namespaces of its own, which vanish with the command: the host never sees them. */
const enter = `
mount -t overlay overlay -o "lowerdir=$LOWER,upperdir=$TOP/upper,workdir=$TOP/work" "$TOP/root"
mount -t proc proc "$TOP/root/proc"
mount --rbind /dev "$TOP/root/dev"
mount -t tmpfs tmpfs "$TOP/root/run"
cd / && exec chroot "$TOP/root" "$@"`;

/** A Debian system over a read-only one: what is done to it goes when it is disposed of. */
export class Throwaway {
  private readonly lower: string;
  private readonly top: string;

  private constructor(lower: string, top: string) {
    this.lower = lower;
    this.top = top;
  }

  static async over(lower: string): Promise<Throwaway> {
    const top = await mkdtemp(join(cacheFolder, 'throwaway-'));
    for (const name of ['upper', 'work', 'root']) await mkdir(join(top, name));
    return new Throwaway(lower, top);
  }

  /** Runs a shell text in it, with nothing to read from unless given: a question gets no answer. */
  async run(script: string, input: string | Buffer = ''): Promise<Done> {
    const flags = ['--mount', '--pid', '--net', '--fork', '--kill-child', '--propagation', 'private'];
    const argv = [...flags, 'sh', '-ec', enter, 'sh', '/bin/bash', '-ec', script];
    const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8', HOME: '/root', TERM: 'dumb' };
    const result = await execa('unshare', argv, {
      env: { ...env, LOWER: this.lower, TOP: this.top },
      extendEnv: false,
      input,
      all: true,
      reject: false,
      timeout: 300_000,
    });
    return { code: result.exitCode ?? -1, stdout: result.stdout, all: result.all };
  }

  /** The same; throws with all output unless it ends with 0. Returns what it printed. */
  async ok(script: string, input: string | Buffer = ''): Promise<string> {
    const { code, stdout, all } = await this.run(script, input);
    if (code !== 0) throw new Error(`${script}\nended with ${code}:\n${all}`);
    return stdout;
  }

  /** Writes a file. */
  async put(path: string, content: string | Buffer, mode = '644'): Promise<void> {
    await this.ok(`mkdir -p "$(dirname '${path}')" && cat >'${path}' && chmod ${mode} '${path}'`, content);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.top, { recursive: true, force: true });
  }
}
