import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { processesOf } from '../../machines/processes.ts';
import type { Manager, Target } from './manager.ts';
import { sameFolder } from './manager.ts';
import { readRepmgrConfig } from './repmgr-config.ts';
import type { Shown } from './sessions.ts';
import { hasRepmgrSchema } from './sessions.ts';

const usualFolders = ['/etc', '/etc/repmgr'];
const debianFolder = '/etc/postgresql';

/** What there is of repmgr for a database; undefined: nothing at all. */
export async function findRepmgr(
  context: Context,
  config: Config,
  { server, dataDirectory, shown }: Target & { readonly shown: Shown },
): Promise<Manager | undefined> {
  const started = (await processesOf('repmgrd')).map(({ pid, args }) => ({ pid, path: configOf(args) }));
  const given = config.REPMGR_CONFIG === '' ? [] : [config.REPMGR_CONFIG];
  const paths = new Set([...given, ...started.flatMap(({ path }) => path ?? []), ...(await usualFiles())]);
  const own: string[] = [];
  for (const path of paths) {
    const settings = await readRepmgrConfig(context, path);
    if (await sameFolder(settings?.dataDirectory, dataDirectory)) own.push(path);
  }
  // Without a word on its configuration it takes one of the usual files.
  const daemons = started.filter(({ path }) => (path === undefined ? own.length > 0 : own.includes(path)));
  const registered =
    shown.repmgrDatabase && (await hasRepmgrSchema(context, config, { server, database: 'repmgr' }));
  const signs = [
    ...daemons.map(
      ({ pid, path }) => `process ${pid} runs repmgrd with ${path ?? 'its usual configuration'}`,
    ),
    ...own.map((path) => `${path} names this data directory`),
    ...(registered ? ['the database repmgr holds its register'] : []),
  ];
  if (signs.length === 0) return undefined;
  return { name: 'repmgr', running: daemons.length > 0, signs, configPath: daemons[0]?.path ?? own[0] };
}

/** -f FILE, --config-file FILE or --config-file=FILE. Source: repmgrd --help. */
function configOf(args: readonly string[]): string | undefined {
  const at = args.findIndex((arg) => arg === '-f' || arg === '--config-file');
  const joined = args.find((arg) => arg.startsWith('--config-file='));
  return at === -1 ? joined?.slice('--config-file='.length) : args[at + 1];
}

/** Where packages and repmgr's manual put repmgr.conf: with Debian, often beside the cluster's own configuration. */
async function usualFiles(): Promise<readonly string[]> {
  const inside = async (folder: string) =>
    (await readdir(folder).catch(() => [])).map((name) => join(folder, name));
  const versions = await inside(debianFolder);
  const clusters = (await Promise.all(versions.map(inside))).flat();
  const files = (await Promise.all([...usualFolders, ...versions, ...clusters].map(inside))).flat();
  return files.filter((path) => /\/repmgr[^/]*\.conf$/.test(path));
}
