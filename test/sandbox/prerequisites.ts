import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';

/** The programs that a sandbox is made of. */
export interface Programs {
  /** Folder of initdb and postgres, newest version of this machine. */
  readonly postgres: string;
  readonly sshd: string;
}

const packages = {
  postgresql: newestPostgres,
  'openssh-server': findSshd,
  rsync: findRsync,
  strace: findStrace,
};

/** Finds the programs; as root installs what is missing; throws one line that names what is missing otherwise. */
export function ensurePrograms(): Programs {
  const missing = Object.entries(packages).flatMap(([name, find]) => (find() === undefined ? [name] : []));
  if (missing.length > 0) install(missing);
  const postgres = newestPostgres();
  const sshd = findSshd();
  if (postgres === undefined || sshd === undefined || findRsync() === undefined) {
    throw new Error(`the sandbox needs these Debian packages: ${missing.join(' ')}`);
  }
  return { postgres, sshd };
}

function newestPostgres(): string | undefined {
  const folder = '/usr/lib/postgresql';
  if (!existsSync(folder)) return undefined;
  const versions = readdirSync(folder)
    .map(Number)
    .toSorted((a, b) => b - a);
  return versions.map((version) => `${folder}/${version}/bin`).find((bin) => existsSync(`${bin}/postgres`));
}

function findSshd(): string | undefined {
  return ['/usr/sbin/sshd', '/usr/local/sbin/sshd'].find((file) => existsSync(file));
}

function findRsync(): string | undefined {
  return ['/usr/bin/rsync', '/usr/local/bin/rsync'].find((file) => existsSync(file));
}

function findStrace(): string | undefined {
  return ['/usr/bin/strace', '/usr/local/bin/strace'].find((file) => existsSync(file));
}

function install(names: readonly string[]): void {
  if (process.getuid?.() !== 0) return;
  apt(['update', '-q']);
  withServicesDown(() => apt(['install', '-q', '-y', '--no-install-recommends', ...names]));
}

/** Packages that are installed meanwhile start no service and make no cluster: the host stays as it was. */
function withServicesDown(act: () => void): void {
  const policy = '/usr/sbin/policy-rc.d';
  const folder = '/etc/postgresql-common/createcluster.d';
  const hadPolicy = existsSync(policy);
  if (!hadPolicy) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/ot-sandbox.conf`, 'create_main_cluster = false\n');
  try {
    act();
  } finally {
    rmSync(`${folder}/ot-sandbox.conf`, { force: true });
    if (!hadPolicy) rmSync(policy, { force: true });
  }
}

function apt(args: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', NEEDRESTART_SUSPEND: '1' };
  spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], { env, stdio: 'ignore' });
}
