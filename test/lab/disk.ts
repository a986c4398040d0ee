/** A disk of a machine's own, and what a power cut would leave on it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Machine } from './machine.ts';
import { host } from './shell.ts';

/** One folder of a machine, on a file system whose disk is a file of this computer. */
export class LabDisk {
  readonly #folder = mkdtempSync(join(tmpdir(), 'ot-disk-'));
  readonly #image = join(this.#folder, 'disk');
  readonly #machine: Machine;
  readonly #path: string;
  #device = '';

  private constructor(machine: Machine, path: string) {
    this.#machine = machine;
    this.#path = path;
  }

  /** Moves a folder of the machine onto a disk of its own, with all that is in it. */
  static async attach(machine: Machine, path: string): Promise<LabDisk> {
    const disk = new LabDisk(machine, path);
    await host(['truncate', '-s', '128M', disk.#image]);
    await host(['mkfs.ext4', '-q', disk.#image]);
    disk.#device = (await host(['losetup', '--find', '--show', disk.#image])).trim();
    const { minor } = /(?<minor>\d+)$/.exec(disk.#device)?.groups ?? {};
    // commit: the file system writes by itself so seldom that only what a program has flushed is on the disk.
    await machine.ok(
      `device=/dev/lab-disk${minor}; test -b "$device" || mknod -m 600 "$device" b 7 ${minor}; mkdir -p /mnt/new;
       mount -o commit=900 "$device" /mnt/new; chmod --reference='${path}' /mnt/new; chown --reference='${path}' /mnt/new;
       cp -a '${path}/.' /mnt/new/; sync -f /mnt/new; umount /mnt/new; mount -o commit=900 "$device" '${path}'`,
    );
    return disk;
  }

  /** Looks at the disk as it would come up after a power cut at this moment: `look` gets a folder of this computer. */
  async afterPowerCut<T>(look: (folder: string) => Promise<T> | T): Promise<T> {
    const copy = join(this.#folder, 'copy');
    const mounted = mkdtempSync(join(this.#folder, 'mounted-'));
    await host(['cp', '--sparse=always', this.#image, copy]);
    await host(['mount', '-o', 'loop', copy, mounted]);
    try {
      return await look(mounted);
    } finally {
      await host(['umount', mounted]);
      rmSync(copy);
    }
  }

  /** Takes the disk away, its content with it. */
  async detach(): Promise<void> {
    if (this.#machine.isOn) await this.#machine.run(['umount', '-l', this.#path]);
    await host(['losetup', '--detach', this.#device]);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
