import { setSyncMode } from '../config/sync-mode.ts';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import type { Role } from '../postgres/role.ts';
import { readRole } from '../postgres/role.ts';
import { followUnit, resumeFollowing } from './follow/unit.ts';

/** How sync is switched on. */
export interface SwitchOn {
  readonly values: Config;
  readonly configPath: string;
  /** Told what has been done, a line each. */
  say(line: string): void;
}

/**
 * Switches sync on, and on a standby whatever ended with sync being switched off. The role that was found: any other
 * than standby goes on refusing to sync. Throws when the configuration cannot be written or the unit not started.
 */
export async function switchSyncOn(context: Context, { values, configPath, say }: SwitchOn): Promise<Role> {
  const changed = await setSyncMode(context, configPath, 'on');
  say(changed ? 'sync is on' : 'sync is on already');
  const role = await readRole(context, values);
  if (role.kind === 'standby' && (await resumeFollowing(context, values))) say(`${followUnit} runs again`);
  return role;
}
