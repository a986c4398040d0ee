import { fail } from '../../failures.ts';
import { chooseDriver } from './choose.ts';
import type { Driven, Driver } from './driver.ts';
import { findManagers } from './find-managers.ts';
import { patroni } from './patroni.ts';
import { readPatroniConfig } from './patroni-config.ts';
import { pgPromote } from './pg-promote.ts';
import { repmgr } from './repmgr.ts';
import { readRepmgrConfig } from './repmgr-config.ts';

/** Finds out who promotes here, and whether that one could. Changes nothing. Throws `managed-cluster`, `database`. */
export async function findDriver(driven: Driven): Promise<Driver> {
  const { context, config } = driven;
  const choice = chooseDriver(config, await findManagers(context, config, driven));
  if (choice.name === 'pg_promote') return pgPromote(choice.why);
  if (choice.name === 'patroni') {
    const settings = (await readPatroniConfig(context, choice.configPath)) ?? gone(choice.configPath);
    return patroni(driven, settings, choice.why);
  }
  const settings = (await readRepmgrConfig(context, choice.configPath)) ?? gone(choice.configPath);
  return repmgr(driven, settings, choice.why);
}

function gone(path: string): never {
  return fail('managed-cluster', { what: `${path} has just gone`, next: 'Run the command again.' });
}
