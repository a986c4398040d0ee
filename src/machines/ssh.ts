import { join } from 'node:path';
import type { Config } from '../config/keys.ts';
import { productionHost } from '../config/load.ts';
import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import { lastLines } from './must.ts';
import type { Outcome } from './command.ts';
import { randomName } from '../files/random-name.ts';

/** The options of every ssh to production: never a question, only known hosts, and an end to all waiting. */
export function sshOptions(context: Context, config: Config): readonly string[] {
  const hosts = `${config.SSH_KNOWN_HOSTS} ${join(context.env.home, '.ssh/known_hosts')}`;
  const always = {
    BatchMode: 'yes',
    StrictHostKeyChecking: 'yes',
    UserKnownHostsFile: hosts,
    UpdateHostKeys: 'no',
    // The key is pinned by name; an address that moved is no attack.
    CheckHostIP: 'no',
    ConnectTimeout: String(config.CONNECT_SECONDS),
    ConnectionAttempts: '1',
    ServerAliveInterval: '10',
    ServerAliveCountMax: '3',
    ForwardAgent: 'no',
    ForwardX11: 'no',
    ClearAllForwardings: 'yes',
    PermitLocalCommand: 'no',
    // Whatever a personal ssh configuration says: our command, no terminal, and no master that outlives us.
    RemoteCommand: 'none',
    RequestTTY: 'no',
    ControlPersist: 'no',
    LogLevel: 'ERROR',
  };
  return [
    ...Object.entries(always).flatMap(([name, value]) => ['-o', `${name}=${value}`]),
    '-p',
    String(config.SSH_PORT),
    ...(config.SSH_KEY === '' ? [] : ['-i', config.SSH_KEY, '-o', 'IdentitiesOnly=yes']),
  ];
}

/** `user@host`, of parts that the configuration has validated. Throws `source-not-set`. */
export function sshTarget(config: Config): string {
  return `${config.REMOTEODOO}@${productionHost(config)}`;
}

/** A name for the socket of a run's one connection; short, because sockets allow about 100 characters. */
export function controlPath(config: Config): string {
  return join(config.RUN_DIR, `ssh-${randomName()}`);
}

/** Throws the failure that an ssh which could not log in stands for. */
export function sshFailure(config: Config, outcome: Outcome): never {
  const target = sshTarget(config);
  const said = lastLines(outcome.stderr, 2);
  if (outcome.ended === 'cancelled')
    fail('interrupted', { what: 'interrupted', next: 'Run the command again.' });
  if (outcome.ended === 'not-started') {
    fail('program-missing', { what: 'ssh is not installed', next: 'apt install openssh-client' });
  }
  if (/host key|HOST IDENTIFICATION/i.test(outcome.stderr)) {
    const next = `If production was reinstalled, pin its new key: ot-configure --pin-host-key (after you compared it).`;
    fail('host-key', {
      what: `the host key of ${target} is not the pinned one, or none is pinned: ${said}`,
      next,
    });
  }
  if (/permission denied|too many authentication/i.test(outcome.stderr)) {
    const next =
      'Put the line that "ot-configure --authorized-keys" prints into that user\'s authorized_keys.';
    fail('login', { what: `${target} refuses the login: ${said}`, next });
  }
  const why = outcome.ended === 'timed-out' ? 'it accepted the connection and then said nothing' : said;
  const next = 'See whether production is up and port and firewall are right: ot-connection-test.';
  fail('unreachable', { what: `${target} port ${config.SSH_PORT} does not answer: ${why}`, next });
}
