import { readFileSync } from 'node:fs';
import { deb } from '../packaging/built.ts';
import { bareDebian } from './bare.ts';
import { odooPackage, oldPackage } from './stand-in.ts';
import type { DebianName } from './suites.ts';
import { Throwaway } from './throwaway.ts';

/** A throw-away Debian with our package lying ready as /ot.deb. */
export async function standby(name: DebianName): Promise<Throwaway> {
  const system = await Throwaway.over(await bareDebian(name));
  await system.put('/ot.deb', readFileSync(deb));
  return system;
}

/** The same with the scripts before 1.0 installed. */
export async function oldStandby(name: DebianName, cronAsConffiles = true): Promise<Throwaway> {
  const system = await standby(name);
  await system.put('/odoo.deb', odooPackage());
  await system.put('/old.deb', oldPackage(cronAsConffiles));
  await system.ok('dpkg -i /odoo.deb /old.deb');
  return system;
}

/** What is left of the scripts before 1.0 in the folders that cron looks into. */
export async function oldCronFiles(system: Throwaway): Promise<string> {
  return system.ok("find /etc/cron* -name 'ot-cron-*'");
}

/** The conffiles that dpkg has on record for the package. */
export async function conffiles(system: Throwaway): Promise<readonly string[]> {
  const listed = await system.ok("dpkg-query -W -f='${Conffiles}' ot-redundancy");
  const lines = listed.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '').map((line) => line.replace(/ [0-9a-f]{32}/, ''));
}
