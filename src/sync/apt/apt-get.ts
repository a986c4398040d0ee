import type { Healing } from '../job.ts';
import type { Command, Outcome } from '../../machines/command.ts';
import { printable } from '../../machines/must.ts';

/** What running apt needs: the context, the configuration, and the locks that apt shall hold with us. */
export type Apt = Pick<Healing, 'context' | 'config'> & { readonly lockFds: readonly number[] };

/** No question is ever asked, existing configuration files stay, and nothing is restarted behind our back. */
export const quietEnvironment: NonNullable<Command['env']> = {
  DEBIAN_FRONTEND: 'noninteractive',
  DEBIAN_PRIORITY: 'critical',
  APT_LISTCHANGES_FRONTEND: 'none',
  APT_LISTBUGS_FRONTEND: 'none',
  UCF_FORCE_CONFFOLD: '1',
  NEEDRESTART_MODE: 'l',
  NEEDRESTART_SUSPEND: '1',
};

/** Options of dpkg by which existing configuration files stay without a question. */
export const keepConfiguration = ['--force-confdef', '--force-confold'] as const;

/** Options of every apt program: where its configuration is. */
export function aptFolder(apt: Pick<Apt, 'config'>): readonly string[] {
  return ['-o', `Dir::Etc=${apt.config.APT_DIR}`];
}

/** How long dpkg may go on after an interruption, in seconds: a package that is half unpacked is of no use to anybody. */
export const finishSeconds = 120;

/** For what starts maintainer scripts: it must not be cut short, and a daemon that one of them left is not awaited. */
export const toItsEnd = { finishMs: finishSeconds * 1000, tailBytes: 1 << 20 } as const;

/** Runs apt-get without a terminal; it waits for others that hold dpkg's lock. */
export function aptGet(
  apt: Apt,
  words: readonly string[],
  ending: Pick<Command, 'finishMs' | 'tailBytes'> = {},
): Promise<Outcome> {
  const { context, config, lockFds } = apt;
  const options = [
    `DPkg::Lock::Timeout=${config.COMMAND_SECONDS}`,
    ...keepConfiguration.map((option) => `Dpkg::Options::=${option}`),
    'Dpkg::Use-Pty=0',
    `Acquire::http::Timeout=${config.TRANSFER_IDLE_SECONDS}`,
    `Acquire::https::Timeout=${config.TRANSFER_IDLE_SECONDS}`,
    'Acquire::Retries=1',
  ].flatMap((option) => ['-o', option]);
  return context.run({
    argv: ['apt-get', '-q', '-y', ...aptFolder(apt), ...options, ...words],
    env: quietEnvironment,
    inherit: lockFds,
    timeoutMs: config.JOB_SECONDS * 1000,
    ...ending,
  });
}

/** The lines in which apt or dpkg say what went wrong; their last words when they mark none. */
export function aptSays(outcome: Outcome): string {
  const lines = `${outcome.stdout}\n${outcome.stderr}`.split('\n').filter((line) => line.trim() !== '');
  // What follows the head of an error of dpkg is the reason.
  const isMarked = (line: string | undefined) => /^(E|W): |^dpkg: error/.test(line ?? '');
  const marked = lines.filter((line, at) => isMarked(line) || /^dpkg: error.*:$/.test(lines[at - 1] ?? ''));
  return (marked.length > 0 ? marked : lines.slice(-2)).slice(0, 4).map(printable).join(' / ');
}
