import { join } from 'node:path';
import { nameOf } from '../../files/names.ts';
import { lastLines } from '../../machines/must.ts';
import { copyWhole } from '../hold/copy.ts';
import type { Session } from '../job.ts';
import { makeStaging } from '../staging.ts';
import type { ReadyChanges } from './replacements.ts';
import { putChanges } from './replacements.ts';

/** Shows nginx a folder in the place of its own, to itself alone. Source: unshare(1), mount(8), --bind. */
const script = 'mount --bind -- "$1" "$2" && echo mounted && exec nginx -t -c "$2/nginx.conf"';

/**
 * Lets nginx test changes on a copy of its configuration, before anything is replaced. Resolves to what it says
 * against them; undefined when it takes them, or when this machine cannot show it the copy (the test after the
 * replacement then decides).
 */
export async function tryNginx(session: Session, ready: ReadyChanges): Promise<string | undefined> {
  const { context, config } = session;
  const copy = join(await makeStaging(session, 'nginx'), 'etc');
  await copyWhole(context, Buffer.from(config.NGINX_DIR), Buffer.from(copy));
  const [from, to] = [nameOf(config.NGINX_DIR), nameOf(copy)];
  await putChanges(session, ready, (path) => `${to}${path.slice(from.length)}`);
  const outcome = await context.run({
    argv: ['unshare', '--mount', '--', 'sh', '-c', script, 'sh', copy, config.NGINX_DIR],
    timeoutMs: config.COMMAND_SECONDS * 1000,
  });
  const shown = outcome.stdout.startsWith('mounted\n');
  if (!shown || outcome.ended !== 'exited' || outcome.exitCode === 0) return undefined;
  return lastLines(outcome.stderr, 2) || 'nginx -t failed';
}
