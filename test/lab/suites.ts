/** The two systems that the lab can be: what the manual was written for, and what is current. */

/** Names of the suites, as Debian calls its releases. */
export const suiteNames = ['bullseye', 'trixie'] as const;
export type SuiteName = (typeof suiteNames)[number];

export interface Suite {
  readonly name: SuiteName;
  readonly postgres: number;
  /** Odoo's major version. */
  readonly odoo: number;
  /** Debian's package of Odoo; comes from sid, by a pin, when `odooFromSid`. */
  readonly odooPackage: string;
  readonly odooFromSid: boolean;
  /** Packages that only this suite has or needs. */
  readonly extra: readonly string[];
}

/** What both suites are installed with, beside PostgreSQL and Odoo. */
const commonPackages: readonly string[] = [
  ...[
    'systemd',
    'systemd-sysv',
    'dbus',
    'openssh-server',
    'cron',
    'rsync',
    'sudo',
    'logrotate',
    'git',
    'nginx',
  ],
  ...['iproute2', 'iputils-ping', 'procps', 'ca-certificates', 'curl', 'less', 'locales', 'tmux'],
  ...['python3', 'python3-pip', 'python3-venv'],
];

export const suites: Readonly<Record<SuiteName, Suite>> = {
  bullseye: {
    name: 'bullseye',
    postgres: 13,
    odoo: 14,
    odooPackage: 'odoo-14',
    odooFromSid: false,
    extra: [],
  },
  trixie: {
    name: 'trixie',
    postgres: 17,
    odoo: 19,
    odooPackage: 'odoo-19',
    odooFromSid: true,
    extra: ['tzdata-legacy'],
  },
};

/** Packages that few tests need, each set a layer of its own over the base system, with the units that must wait. */
export const extras = {
  patroni: {
    packages: () => ['patroni', 'etcd-server', 'etcd-client', 'python3-etcd', 'python3-dnspython'],
    disable: ['patroni.service', 'etcd.service'],
  },
  repmgr: {
    packages: ({ postgres }: Suite) => ['repmgr', `postgresql-${postgres}-repmgr`],
    disable: [],
  },
} as const;
export type ExtraName = keyof typeof extras;

/** Whether `name` is one of the suites. */
export function isSuiteName(name: string): name is SuiteName {
  return suiteNames.some((known) => known === name);
}

/** Every package that the base system of `suite` is made with. */
export function packagesOf(suite: Suite): readonly string[] {
  const postgres = [`postgresql-${suite.postgres}`, `postgresql-client-${suite.postgres}`];
  return [...commonPackages, ...postgres, suite.odooPackage, ...suite.extra];
}
