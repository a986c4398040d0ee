import type { Config } from '../../src/config/keys.ts';
import type { HostKeyState, Trust } from '../../src/configure/pin-host-key.ts';
import { pinKeys, readHostKeys, trustedKeys } from '../../src/configure/pin-host-key.ts';
import type { ExitName } from '../../src/exit-codes.ts';
import { fail } from '../../src/failures.ts';
import { fingerprint } from '../../src/machines/known-hosts.ts';
import { canAsk, withQuestions } from './questions.ts';
import type { Configure } from './options.ts';

/** ot-configure --pin-host-key. */
export async function pinHostKey(invocation: Configure): Promise<ExitName> {
  const { context, options, print } = invocation;
  const { values } = await invocation.config();
  const state = await readHostKeys(context, values);
  const json = options.json === true;
  if (!json) for (const key of state.shown) print(`${state.name} ${key.type} ${fingerprint(key)}`);
  const keys = trustedKeys(state, await chooseTrust(invocation, state, values));
  const dryRun = options['dry-run'] === true;
  if (!dryRun) await pinKeys(context, values, { name: state.name, keys });
  const pinned = keys.map((key) => ({ type: key.type, fingerprint: fingerprint(key) }));
  const { name, state: before } = state;
  if (json) print(JSON.stringify({ schemaVersion: 1, host: name, before, pinned, dryRun }));
  else
    for (const key of pinned)
      context.log.info(`${dryRun ? 'would pin' : 'pinned'} ${key.type} ${key.fingerprint}`);
  return 'ok';
}

/** Without a word from somebody nothing new is trusted. */
async function chooseTrust(invocation: Configure, state: HostKeyState, config: Config): Promise<Trust> {
  const { options, context } = invocation;
  if (options.fingerprint !== undefined) return { by: 'fingerprint', fingerprint: options.fingerprint };
  if (options['trust-on-first-use'] === true || state.state !== 'new') return { by: 'first-use' };
  const read = `Read it on production: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub`;
  if (!canAsk() || options.json === true) {
    return fail('usage', {
      what: `nothing was pinned: nobody said that the key of ${state.name} is the right one`,
      next: `${read}; then --fingerprint SHA256:…, or --trust-on-first-use.`,
    });
  }
  context.log.info(`${read}\nInto ${config.SSH_KNOWN_HOSTS}.`);
  const reply = await withQuestions(context.signal, (ask) => ask('Is it the same? yes or no: '));
  if (reply === 'yes') return { by: 'first-use' };
  return fail('host-key', { what: 'nothing was pinned', next: 'Find out who answers there.' });
}
