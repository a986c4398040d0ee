import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A package that is made up for a test. */
export interface StandIn {
  readonly name: string;
  readonly version: string;
  readonly depends?: string;
  readonly files: Readonly<Record<string, string>>;
  readonly conffiles?: readonly string[];
}

/** The bytes of the package. */
export function makeDeb({ name, version, depends, files, conffiles = [] }: StandIn): Buffer {
  const folder = mkdtempSync('/tmp/ot-stand-in-');
  const put = (path: string, text: string, mode = 0o644) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true, mode: 0o755 });
    writeFileSync(join(folder, path), text);
    chmodSync(join(folder, path), mode);
  };
  for (const [path, text] of Object.entries(files)) put(path, text, text.startsWith('#!') ? 0o755 : 0o644);
  const fields = [
    `Package: ${name}`,
    `Version: ${version}`,
    'Architecture: all',
    'Maintainer: nobody <nobody@localhost>',
    ...(depends === undefined ? [] : [`Depends: ${depends}`]),
    'Description: stand-in',
  ];
  put('DEBIAN/control', `${fields.join('\n')}\n`);
  if (conffiles.length > 0) put('DEBIAN/conffiles', `${conffiles.join('\n')}\n`);
  const output = `${folder}.deb`;
  chmodSync(folder, 0o755);
  execFileSync('dpkg-deb', ['-Zxz', '-z0', '--root-owner-group', '--build', folder, output], {
    stdio: 'ignore',
  });
  const bytes = readFileSync(output);
  rmSync(folder, { recursive: true });
  rmSync(output);
  return bytes;
}

/** Where the scripts before 1.0 had their files. */
export const old = {
  config: '/etc/odoo/ot-redundancy-sync.conf',
  rotation: '/etc/logrotate.d/ot-redundancy',
  hourly: '/etc/cron.hourly/ot-cron-hourly',
  monthly: '/etc/cron.monthly/ot-cron-monthly',
  summary: '/var/log/odoo/ot-redundancy-sync-timestamps.log',
} as const;

const rotation = [
  `${old.summary}`,
  '{',
  ...['monthly', 'rotate 12', 'compress', 'missingok', 'notifempty'].map((line) => `    ${line}`),
  '}',
  '',
];

const config = [
  '# ot-redundancy configuration',
  'SYNCMODE="off"',
  'SYNCSRC="NOT-SET"',
  'REMOTEODOO="odoo"',
  `SUMMARYFILE=${old.summary}`,
  '',
];

/** The package of the scripts before 1.0: same name, version, files and conffiles. */
export function oldPackage(cronAsConffiles: boolean): Buffer {
  const script = '#!/bin/bash\necho old\n';
  const files = {
    '/usr/sbin/ot-attachments-sync': script,
    '/usr/sbin/ot-sync-from-source': script,
    '/usr/sbin/ot-configure': script,
    [old.config]: config.join('\n'),
    [old.rotation]: rotation.join('\n'),
    [old.hourly]: '#!/bin/bash\not-attachments-sync\n',
    [old.monthly]: '#!/bin/bash\not-sync-from-source\n',
  };
  const cron = cronAsConffiles ? [old.hourly, old.monthly] : [];
  return makeDeb({
    name: 'ot-redundancy',
    version: '0.5-3',
    depends: 'bash, rsync, odoo',
    files,
    conffiles: [old.config, old.rotation, ...cron],
  });
}

/** Odoo, as far as a package needs it. */
export function odooPackage(): Buffer {
  return makeDeb({ name: 'odoo', version: '14.0', files: { '/etc/odoo/odoo.conf': '[options]\n' } });
}
