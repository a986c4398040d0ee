import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { processesOf } from '../../machines/processes.ts';
import type { Manager, Target } from './manager.ts';
import { sameFolder } from './manager.ts';
import { readPatroniConfig } from './patroni-config.ts';
import type { Shown } from './sessions.ts';

/** Where Debian's package and Patroni's documentation put the file. */
const usualFolder = '/etc/patroni';
const usualFiles = ['/etc/patroni.yml', '/etc/patroni.yaml'];

/** What there is of Patroni for a database; undefined: nothing at all. */
export async function findPatroni(
  context: Context,
  config: Config,
  { dataDirectory, shown }: Target & { readonly shown: Shown },
): Promise<Manager | undefined> {
  const started = (await processesOf('patroni')).flatMap(({ pid, args }) => {
    const path = args.find((arg) => arg.startsWith('/'));
    return path === undefined ? [] : [{ pid, path }];
  });
  const given = config.PATRONI_CONFIG === '' ? [] : [config.PATRONI_CONFIG];
  const paths = new Set([...given, ...started.map(({ path }) => path), ...usualFiles, ...(await inFolder())]);
  const own: string[] = [];
  for (const path of paths) {
    const settings = await readPatroniConfig(context, path);
    if (await sameFolder(settings?.dataDirectory, dataDirectory)) own.push(path);
  }
  const processes = started.filter(({ path }) => own.includes(path));
  const dynamic = dataDirectory === undefined ? undefined : join(dataDirectory, 'patroni.dynamic.json');
  const signs = [
    ...processes.map(({ pid, path }) => `process ${pid} runs it with ${path}`),
    ...(shown.patroni ? ['it is connected to the database'] : []),
    ...own.map((path) => `${path} names this data directory`),
    ...(dynamic !== undefined && existsSync(dynamic) ? [`${dynamic} is there`] : []),
  ];
  if (signs.length === 0) return undefined;
  const running = processes.length > 0 || shown.patroni;
  return { name: 'patroni', running, signs, configPath: processes[0]?.path ?? own[0] };
}

async function inFolder(): Promise<readonly string[]> {
  const names = await readdir(usualFolder).catch(() => []);
  return names.filter((name) => /\.ya?ml$/.test(name)).map((name) => join(usualFolder, name));
}
