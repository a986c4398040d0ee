import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { must } from './must.ts';

/** A user of this machine. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

/** A user of this machine by name, wherever it is kept; undefined when there is none. Source: getent(1). */
export async function findAccount(
  context: Context,
  config: Config,
  name: string,
): Promise<Account | undefined> {
  const fields = await ask(context, config, { database: 'passwd', name });
  const [, , uid, gid, , home] = fields ?? [];
  if (uid === undefined || gid === undefined || home === undefined) return undefined;
  return { uid: Number(uid), gid: Number(gid), home };
}

/** The number of a group of this machine by name; undefined when there is none. */
export async function findGroup(context: Context, config: Config, name: string): Promise<number | undefined> {
  const gid = (await ask(context, config, { database: 'group', name }))?.[2];
  return gid === undefined ? undefined : Number(gid);
}

async function ask(
  context: Context,
  config: Config,
  { database, name }: { readonly database: 'passwd' | 'group'; readonly name: string },
): Promise<readonly string[] | undefined> {
  const argv = ['getent', '--', database, name] as const;
  const outcome = await context.run({ argv, timeoutMs: config.COMMAND_SECONDS * 1000 });
  // 2: not found.
  if (outcome.exitCode === 2) return undefined;
  return must(outcome, `looking up ${name}`).stdout.split('\n')[0]?.split(':');
}
