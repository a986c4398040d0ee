import { join } from 'node:path';
import { draftConfig } from '../../../src/configure/draft.ts';
import { awaitLogin } from '../../../src/configure/await-login.ts';
import type { Trust } from '../../../src/configure/pin-host-key.ts';
import { pinKeys, readHostKeys, trustedKeys } from '../../../src/configure/pin-host-key.ts';
import { makeKey } from '../../../src/configure/ssh-key.ts';
import type { Context } from '../../../src/context.ts';
import { fail } from '../../../src/failures.ts';
import { fingerprint } from '../../../src/machines/known-hosts.ts';
import { until } from '../../../src/until.ts';
import { seen } from '../state.ts';
import type { Store } from '../store.ts';

/** Makes the key; what was done, in words. */
export async function makeOwnKey(context: Context, store: Store): Promise<string> {
  const key = await makeKey(context, draftConfig(store.state().draft).values);
  return key.made ? `made the ssh key ${key.path}` : `${key.path} was there already`;
}

/** Pins what production shows now, if it is what was shown before; what was done, in words. */
export async function pinShown(context: Context, store: Store, trust: Trust): Promise<string> {
  const { values } = draftConfig(store.state().draft);
  const before = seen(store.state().facts.hostKeys);
  const now = await readHostKeys(context, values);
  const same = (blob: string) => before?.shown.some((key) => key.blob === blob) === true;
  if (before?.name !== now.name || !now.shown.every(({ blob }) => same(blob))) {
    fail('host-key', { what: 'production shows another key now; nothing was pinned', next: 'Look again.' });
  }
  const keys = trustedKeys(now, trust);
  await pinKeys(context, values, { name: now.name, keys });
  return `pinned the host key ${keys.map(fingerprint).join(', ')} of ${now.name}`;
}

/** Keeps the line for production in a file of its own; what was done, in words. */
export async function saveLine(context: Context, store: Store): Promise<string> {
  const { draft, facts } = store.state();
  const folder = draftConfig(draft).values.STATE_DIR;
  const path = join(folder, 'authorized_keys-line');
  await context.files.makeFolder(folder, { mode: 0o750 });
  await context.files.writeAtomically(path, `${seen(facts.authorization)?.line ?? ''}\n`, { mode: 0o640 });
  return `saved the line for production: ${path}`;
}

// A refused login counts five seconds against this machine: more often, and sshd would lock it out.
// Source: PerSourcePenalties in sshd_config(5).
const everySeconds = 10;
const mostSeconds = 900;

/** Waits for the first login and shows each try, until it works, the time is over, or the signal is aborted. */
export async function waitForLogin(context: Context, store: Store, signal: AbortSignal): Promise<void> {
  let tries = 0;
  store.dispatch({ kind: 'waited', wait: { tries, last: undefined, over: false } });
  const last = await awaitLogin(until(context, signal), draftConfig(store.state().draft), {
    ...{ everySeconds, mostSeconds },
    tell(result) {
      tries += 1;
      store.dispatch({ kind: 'waited', wait: { tries, last: result, over: false } });
    },
  });
  store.dispatch({ kind: 'waited', wait: { tries, last, over: true } });
}
