import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Detector } from './finding.ts';

const about = 'nginx';

/** Whether nginx is here, and with sites as Debian keeps them. */
export const detectNginx: Detector = async (context, config) => {
  const sites = join(config.NGINX_DIR, 'sites-available');
  const there = (await stat(sites).catch(() => undefined))?.isDirectory() === true;
  const outcome = await context.run({ argv: ['nginx', '-v'], timeoutMs: config.COMMAND_SECONDS * 1000 });
  // It tells its version on standard error.
  const version = /nginx\/(\S+)/.exec(outcome.stderr)?.[1];
  const installed = version === undefined ? 'not installed' : `version ${version}`;
  return [{ about, seen: `${installed}, ${there ? sites : `no ${sites}`}` }];
};
