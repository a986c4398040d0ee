import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import { must, printable } from '../machines/must.ts';

/** The standby's key for production. */
export interface SshKey {
  readonly path: string;
  /** The line of the public key: type, key, comment. */
  readonly publicKey: string;
  /** Whether it was made just now. */
  readonly made: boolean;
}

// In the order in which they are looked for when no key is configured.
const defaultNames = ['id_ed25519', 'id_ecdsa', 'id_rsa'] as const;

/** Where the key is made when SSH_KEY names none. */
export function defaultKeyPath(context: Context): string {
  return join(context.env.home, '.ssh', defaultNames[0]);
}

/** Where the key is, or would be made. */
export function keyPath(context: Context, config: Config): string {
  return config.SSH_KEY === '' ? defaultKeyPath(context) : config.SSH_KEY;
}

/** Makes a key without passphrase, readable by its owner only. One that is there already is left as it is. */
export async function makeKey(context: Context, config: Config): Promise<SshKey> {
  const path = keyPath(context, config);
  if (await exists(path)) return { path, publicKey: await publicKeyOf(context, config, path), made: false };
  if (await exists(`${path}.pub`)) {
    fail('file', {
      what: `${path}.pub is there without its private key`,
      next: 'Move it away, then try again.',
    });
  }
  await context.files.makeFolder(dirname(path), { mode: 0o700 });
  const comment = `ot-redundancy@${context.env.hostname}`;
  // Its standard input is closed: should a file turn up meanwhile, the question whether to overwrite it gets no yes.
  const argv = ['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', path] as const;
  must(await context.run({ argv, timeoutMs: config.COMMAND_SECONDS * 1000 }), 'making a key');
  return { path, publicKey: await publicKeyOf(context, config, path), made: true };
}

/** The key that is there. Throws `file` when there is none. */
export async function findKey(context: Context, config: Config): Promise<SshKey> {
  const folder = join(context.env.home, '.ssh');
  const paths = config.SSH_KEY === '' ? defaultNames.map((name) => join(folder, name)) : [config.SSH_KEY];
  for (const path of paths) {
    if (await exists(path)) return { path, publicKey: await publicKeyOf(context, config, path), made: false };
  }
  return fail('file', { what: `there is no key ${paths[0]} yet`, next: 'Make it: ot-configure --make-key' });
}

async function publicKeyOf(context: Context, config: Config, path: string): Promise<string> {
  const beside = await context.files.readText(`${path}.pub`);
  if (beside !== undefined) return printable(beside.trim());
  const argv = ['ssh-keygen', '-y', '-P', '', '-f', path] as const;
  const outcome = await context.run({ argv, timeoutMs: config.COMMAND_SECONDS * 1000 });
  return printable(must(outcome, `reading the public key of ${path}`).stdout.trim());
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
