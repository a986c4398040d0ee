import { rmSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import type { Sandbox } from './sandbox.ts';

const parts = ['pgdata', 'data', 'etc', 'state'];

/** The standby as it was at one moment, to begin from there again and again. */
export class Beginning {
  readonly #sandbox: Sandbox;

  private constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
  }

  /** Keeps the standby as it is now, and leaves its database down. */
  static async keep(sandbox: Sandbox): Promise<Beginning> {
    const { standby } = sandbox;
    await standby.postgres.stop();
    for (const part of parts) copy(standby.path(part), standby.path(`kept-${part}`));
    return new Beginning(sandbox);
  }

  /** Brings the standby back to it, with its database up and nothing else running. */
  async restore(): Promise<void> {
    const { standby } = this.#sandbox;
    standby.stopServices();
    await standby.postgres.stop('immediate');
    rmSync(standby.path('var/services'), { recursive: true, force: true });
    for (const part of parts) {
      rmSync(standby.path(part), { recursive: true });
      copy(standby.path(`kept-${part}`), standby.path(part));
    }
    await standby.postgres.start();
  }
}

function copy(from: string, to: string): void {
  execFileSync('cp', ['--archive', '--reflink=auto', from, to]);
}
