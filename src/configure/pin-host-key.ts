import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Config } from '../config/keys.ts';
import { productionHost } from '../config/load.ts';
import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import { scanHostKeys } from '../machines/host-keys.ts';
import type { HostKey } from '../machines/known-hosts.ts';
import { fingerprint, keysOf, knownHostName, replaceKeys } from '../machines/known-hosts.ts';

/** What production shows, beside what is pinned. */
export interface HostKeyState {
  /** As known_hosts names it. */
  readonly name: string;
  readonly shown: readonly HostKey[];
  readonly pinned: readonly HostKey[];
  /** `changed`: keys are pinned, and production shows none of them. */
  readonly state: 'new' | 'pinned' | 'changed';
}

/** By what a shown key is believed. */
export type Trust =
  | { readonly by: 'fingerprint'; readonly fingerprint: string }
  /** Only where nothing is pinned yet. */
  | { readonly by: 'first-use' };

/** Asks production for its keys. Throws `unreachable`. */
export async function readHostKeys(context: Context, config: Config): Promise<HostKeyState> {
  const name = knownHostName(productionHost(config), config.SSH_PORT);
  const pinned = keysOf((await context.files.readText(config.SSH_KNOWN_HOSTS)) ?? '', name);
  const shown = await scanHostKeys(context, config);
  const known = shown.some((key) => pinned.some(({ blob }) => blob === key.blob));
  return { name, shown, pinned, state: pinned.length === 0 ? 'new' : known ? 'pinned' : 'changed' };
}

/**
 * The keys that may be pinned: with a fingerprint only the one that has it; on first use all, and only when there was
 * none before. Throws `host-key`.
 */
export function trustedKeys(state: HostKeyState, trust: Trust): readonly HostKey[] {
  if (trust.by === 'fingerprint') {
    const wanted = trust.fingerprint.replace(/^(SHA256:)?/, 'SHA256:').replace(/=+$/, '');
    const same = state.shown.filter((key) => fingerprint(key) === wanted);
    if (same.length > 0) return same;
    const shown = state.shown.map((key) => `${fingerprint(key)} (${key.type})`).join(', ');
    fail('host-key', {
      what: `${state.name} shows ${shown}, not ${wanted}; nothing was pinned`,
      next: 'Read it on production itself: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub',
    });
  }
  if (state.state === 'new') return state.shown;
  if (state.state === 'pinned') return state.pinned;
  return fail('host-key', {
    what: `${state.name} shows other keys than the pinned ones; nothing was pinned`,
    next: 'Compare with production itself, then give the new one: ot-configure --pin-host-key --fingerprint SHA256:…',
  });
}

/** Writes the keys into SSH_KNOWN_HOSTS, in the place of all that it had for this host. */
export async function pinKeys(
  context: Context,
  config: Config,
  { name, keys }: { readonly name: string; readonly keys: readonly HostKey[] },
): Promise<void> {
  const path = config.SSH_KNOWN_HOSTS;
  const before = (await context.files.readText(path)) ?? '';
  const after = replaceKeys(before, name, keys);
  if (after === before) return;
  await context.files.makeFolder(dirname(path), { mode: 0o755 });
  const present = await stat(path).catch(() => undefined);
  const kept = present === undefined ? {} : { uid: present.uid, gid: present.gid };
  await context.files.writeAtomically(path, after, { mode: (present?.mode ?? 0o644) & 0o644, ...kept });
}
