import * as v from 'valibot';
import type { Outcome } from '../../machines/command.ts';
import { fail } from '../../failures.ts';
import { lastLines, must } from '../../machines/must.ts';
import { queryJson } from '../../postgres/psql.ts';
import type { Driven, Driver } from './driver.ts';
import { isPrimary } from './is-primary.ts';
import type { RepmgrSettings } from './repmgr-config.ts';
import { isPausedByUs, pauseDaemon, unpauseDaemon } from './repmgr-daemon.ts';

/** What repmgr's register says of a node. Source: repmgr's documentation, repmgr.nodes. */
const Node = v.object({
  name: v.string(),
  type: v.string(),
  active: v.boolean(),
  /** Its daemon here runs, and is paused. */
  paused: v.boolean(),
});

/** How repmgr promotes here. Throws `managed-cluster` when this node is not in its register. */
export async function repmgr(driven: Driven, settings: RepmgrSettings, why: string): Promise<Driver> {
  if ((await readNode(driven, settings)) === undefined) {
    fail('managed-cluster', {
      what: `node ${settings.nodeId ?? '(none)'} of ${settings.path} is not in repmgr's register`,
      next: `repmgr -f ${settings.path} standby register, or correct node_id there.`,
    });
  }
  return {
    name: 'repmgr',
    why,
    command: argvFor(driven, settings, ['standby', 'promote']).join(' '),
    promote: (now) => promote(now, settings),
    async known(now) {
      const node = await readNode(now, settings);
      if (node?.type !== 'primary' || !node.active || (await isPausedByUs(now))) return undefined;
      const paused = node.paused
        ? ` (repmgrd is paused here: repmgr -f ${settings.path} service unpause)`
        : '';
      return `repmgr knows ${node.name} as its primary${paused}`;
    },
    async tell(now) {
      // It stayed so when the run that paused it was killed.
      await unpauseDaemon(now, settings);
      must(await ask(now, settings, ['primary', 'register', '--force']), "correcting repmgr's register");
      return ['repmgr primary register --force'];
    },
  };
}

async function promote(driven: Driven, settings: RepmgrSettings): Promise<readonly string[]> {
  try {
    await pauseDaemon(driven, settings);
    const outcome = await ask(driven, settings, ['standby', 'promote']);
    const line = `${outcome.argv.join(' ')}: ${lastLines(outcome.stderr || outcome.stdout, 2)}`;
    if (outcome.exitCode !== 0 && !(await isPrimary(driven))) refused(outcome, settings);
    return [line];
  } finally {
    await unpauseDaemon(driven, settings);
  }
}

function refused(outcome: Outcome, { path }: RepmgrSettings): never {
  if (outcome.exitCode === undefined) must(outcome, 'promoting with repmgr');
  return fail('managed-cluster', {
    what: `repmgr does not promote: ${lastLines(outcome.stderr, 4)}`,
    next: `See "repmgr -f ${path} cluster show" as the user of PostgreSQL, then run this again.`,
  });
}

async function readNode(
  { context, config, server }: Driven,
  { nodeId, database }: RepmgrSettings,
): Promise<v.InferOutput<typeof Node> | undefined> {
  if (nodeId === undefined) return undefined;
  const sql = `SELECT json_build_object('name', node_name, 'type', type, 'active', active,
    'paused', coalesce(repmgr.repmgrd_is_running() AND repmgr.repmgrd_is_paused(), false))
    FROM repmgr.nodes WHERE node_id = ${nodeId}`;
  return queryJson(context, config, { server, database, sql, schema: Node });
}

function argvFor(
  { context, server }: Driven,
  { path }: RepmgrSettings,
  words: readonly string[],
): [string, ...string[]] {
  const program: [string, ...string[]] = ['repmgr', '-f', path, ...words];
  const become = server.asSystemUser !== undefined && context.env.uid === 0;
  return become ? ['runuser', '-u', server.asSystemUser, '--', ...program] : program;
}

function ask(driven: Driven, settings: RepmgrSettings, words: readonly string[]): Promise<Outcome> {
  const { context, config } = driven;
  const timeoutMs = (config.PROMOTE_SECONDS + 30) * 1000;
  return context.run({ argv: argvFor(driven, settings, words), timeoutMs });
}
