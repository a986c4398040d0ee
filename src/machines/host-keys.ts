import { join } from 'node:path';
import type { Config } from '../config/keys.ts';
import { productionHost } from '../config/load.ts';
import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import type { HostKey } from './known-hosts.ts';
import { keysOf, knownHostName, readHostKey } from './known-hosts.ts';
import { lastLines } from './must.ts';

/**
 * The keys that production shows now, whoever answers there: of each type that there is, or of one, which is one
 * connection instead of five. Throws `unreachable`. Source: ssh-keyscan(1).
 */
export async function scanHostKeys(
  context: Context,
  config: Config,
  type?: string,
): Promise<readonly HostKey[]> {
  const host = productionHost(config);
  const wait = String(config.CONNECT_SECONDS);
  const types = type === undefined ? [] : ['-t', type];
  const outcome = await context.run({
    argv: ['ssh-keyscan', '-T', wait, ...types, '-p', String(config.SSH_PORT), '--', host],
    timeoutMs: (config.CONNECT_SECONDS * 5 + 10) * 1000,
  });
  if (outcome.ended === 'cancelled')
    fail('interrupted', { what: 'interrupted', next: 'Run the command again.' });
  if (outcome.ended === 'not-started') {
    fail('program-missing', { what: 'ssh-keyscan is not installed', next: 'apt install openssh-client' });
  }
  const keys = outcome.stdout.split('\n').flatMap((line) => {
    const [name = '', type = '', blob = ''] = line.split(' ');
    const key = name.startsWith('#') ? undefined : readHostKey(type, blob);
    return key === undefined ? [] : [key];
  });
  if (keys.length > 0) return keys;
  const said = lastLines(outcome.stderr.replace(/^#.*$/gm, ''), 1);
  fail('unreachable', {
    what: `${host} port ${config.SSH_PORT} shows no host key${said === '' ? '' : `: ${said}`}`,
    next: 'See whether production is up and port and firewall are right: ot-connection-test.',
  });
}

/** The keys that are pinned for production: in SSH_KNOWN_HOSTS, and in the operator's own known_hosts. */
export async function pinnedHostKeys(context: Context, config: Config): Promise<readonly HostKey[]> {
  const name = knownHostName(productionHost(config), config.SSH_PORT);
  const files = [config.SSH_KNOWN_HOSTS, join(context.env.home, '.ssh/known_hosts')];
  const texts = await Promise.all(files.map((file) => context.files.readText(file)));
  return texts.flatMap((text) => keysOf(text ?? '', name));
}
