import { spawnSync } from 'node:child_process';
import type { SpawnSyncReturns } from 'node:child_process';
import type { Sandbox } from './sandbox.ts';

/** The ssh command line that logs in on production with the pinned key, and nothing of the tester's own. */
export function sshArguments(sandbox: Sandbox): readonly string[] {
  const home = sandbox.standby.path('home/.ssh');
  const options = {
    UserKnownHostsFile: `${home}/known_hosts`,
    GlobalKnownHostsFile: '/dev/null',
    StrictHostKeyChecking: 'yes',
    IdentityFile: `${home}/id_ed25519`,
    IdentitiesOnly: 'yes',
    BatchMode: 'yes',
    ConnectTimeout: '2',
  };
  const given = Object.entries(options).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  return ['-F', 'none', '-p', String(sandbox.sshd.port), '-l', sandbox.sshd.user, ...given];
}

/** Runs a line of shell on production by plain ssh, to its end. */
export function ssh(sandbox: Sandbox, line: string): SpawnSyncReturns<string> {
  return spawnSync('ssh', [...sshArguments(sandbox), '127.0.0.1', line], {
    encoding: 'utf8',
    timeout: 30_000,
  });
}
