import { join } from 'node:path';
import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { lastLines, must } from '../../machines/must.ts';
import type { Target } from './change.ts';

/** The two folders of nginx's sites. */
export function siteTargets(config: Config): readonly Target[] {
  return ['sites-available', 'sites-enabled'].map((name) => {
    return { path: join(config.NGINX_DIR, name), title: 'nginx sites', removes: 'all' };
  });
}

/** Whether a path belongs to nginx's configuration. */
export function isOfNginx(config: Config, path: string): boolean {
  return path.startsWith(`${config.NGINX_DIR}/`);
}

/** Whether nginx is installed on this machine. */
export async function hasNginx(context: Context, config: Config): Promise<boolean> {
  const outcome = await context.run({ argv: ['nginx', '-v'], timeoutMs: config.COMMAND_SECONDS * 1000 });
  return outcome.ended !== 'not-started';
}

/** What nginx says against its configuration as it stands; undefined when it takes it. */
export async function testNginx(context: Context, config: Config): Promise<string | undefined> {
  const argv = ['nginx', '-t', '-c', join(config.NGINX_DIR, 'nginx.conf')] as const;
  const outcome = await context.run({ argv, timeoutMs: config.COMMAND_SECONDS * 1000 });
  if (outcome.ended === 'exited' && outcome.exitCode === 0) return undefined;
  if (outcome.ended === 'cancelled') must(outcome, 'testing nginx');
  return lastLines(outcome.stderr, 2) || 'nginx -t failed';
}

/** Lets a running nginx read its configuration anew; undefined when that went well or it does not run. */
export async function reloadNginx(context: Context, config: Config): Promise<string | undefined> {
  const timeoutMs = config.COMMAND_SECONDS * 1000;
  const active = await context.run({ argv: ['systemctl', 'is-active', '--quiet', 'nginx'], timeoutMs });
  if (active.exitCode !== 0) return undefined;
  const reloaded = await context.run({ argv: ['systemctl', 'reload', 'nginx'], timeoutMs });
  return reloaded.exitCode === 0 ? undefined : lastLines(reloaded.stderr, 2) || 'systemctl reload failed';
}
