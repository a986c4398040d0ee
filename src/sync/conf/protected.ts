import { basename, dirname, join } from 'node:path';
import type { Config } from '../../config/keys.ts';
import { configPath } from '../../config/load.ts';

/** A place that is never copied from production, and why. */
export interface Protected {
  /** A path with all below it; with a final "*", every path that begins so. */
  readonly path: string;
  readonly why: string;
}

const identity = 'it makes this machine what it is';
const start = 'this machine might not start any more';
const accounts = 'users and their numbers differ between machines';
const kernel = 'it is made by the kernel';

/** What CONF_FILES may not reach. */
function protectedPaths(config: Config): readonly Protected[] {
  const tool = "it is this tool's own";
  const beside = join(dirname(config.ODOO_CONF), basename(configPath));
  const own = [configPath, beside, config.STATE_DIR, config.RUN_DIR, config.SUMMARYFILE];
  const suite = ['/etc/cron.d/ot-redundancy', '/etc/logrotate.d/ot-redundancy'];
  const apt = { path: config.APT_DIR, why: 'ot-conf-sync checks the package sources by itself' };
  const odoo = { path: `${config.ODOO_CONF}*`, why: 'ot-conf-sync keeps the options of this machine in it' };
  return [...own, ...suite].map((path) => ({ path, why: tool })).concat(apt, odoo, always);
}

const always: readonly Protected[] = [
  { path: '/etc/postgresql', why: 'it would make the standby a copy of the primary' },
  { path: '/etc/postgresql-common', why: 'clusters differ between machines' },
  { path: '/var/lib/postgresql', why: "it is the database's own" },
  { path: '/etc/ssh/ssh_host_*', why: identity },
  { path: '/etc/machine-id', why: identity },
  { path: '/etc/hostname', why: identity },
  { path: '/etc/hosts', why: identity },
  { path: '/etc/network', why: identity },
  { path: '/etc/netplan', why: identity },
  { path: '/etc/NetworkManager', why: identity },
  { path: '/etc/systemd/network', why: identity },
  { path: '/etc/resolv.conf', why: identity },
  { path: '/etc/fstab', why: start },
  { path: '/etc/crypttab', why: start },
  { path: '/etc/default/grub*', why: start },
  { path: '/boot', why: start },
  ...['passwd', 'shadow', 'group', 'gshadow', 'subuid', 'subgid'].map((name) => {
    return { path: `/etc/${name}`, why: accounts };
  }),
  { path: '/root/.ssh', why: 'it is how this machine reaches production' },
  ...['/proc', '/run', '/sys'].map((path) => ({ path, why: kernel })),
];

/** Folders that hold far more than configuration. */
const tooWide = [
  '/',
  '/etc',
  '/usr',
  '/usr/share',
  '/var',
  '/var/lib',
  '/home',
  '/root',
  '/opt',
  '/srv',
  '/lib',
];

/** Why a path is not copied; undefined when it may be. */
export function whyProtected(config: Config, path: string): string | undefined {
  return protectedPaths(config).find((place) => covers(place.path, path))?.why;
}

/** Why an entry of CONF_FILES is refused; undefined when it may be copied. */
export function whyRefused(config: Config, path: string): string | undefined {
  const plain = path.replace(/(.)\/+$/, '$1');
  return tooWide.includes(plain) ? 'it holds far more than configuration' : whyProtected(config, plain);
}

function covers(place: string, path: string): boolean {
  if (place.endsWith('*')) return path.startsWith(place.slice(0, -1));
  return path === place || path.startsWith(`${place}/`);
}
