import { fail } from '../../failures.ts';
import { lastLines } from '../../machines/must.ts';
import type { Driven, Driver } from './driver.ts';
import { isPrimary } from './is-primary.ts';
import type { PatroniSettings } from './patroni-config.ts';
import type { PatroniState } from './patroni-state.ts';
import { readPatroniState } from './patroni-state.ts';

const everyMs = 1000;
/** patronictl itself waits for twice the loop of the cluster, at least for 20 s. Source: Patroni, poll_failover_result. */
const leastMs = 60_000;

/** Patroni's member here, by its name. */
export interface PatroniMember {
  readonly configPath: string;
  readonly name: string;
}

/** How Patroni promotes here, after a look at its cluster. Throws `managed-cluster` for what would make it refuse. */
export async function patroni(driven: Driven, settings: PatroniSettings, why: string): Promise<Driver> {
  const configPath = settings.path;
  const name = settings.member;
  if (name === undefined) {
    return fail('managed-cluster', {
      what: `${configPath} does not say the name of this member`,
      next: `Write "name:" into ${configPath}, as "patronictl list" shows it.`,
    });
  }
  const state = await readPatroniState(driven, configPath);
  const member = { configPath, name };
  if (!(await isPrimary(driven))) requireAble(state, member);
  const argv = argvFor(state, member);
  return {
    name: 'patroni',
    why,
    command: argv.join(' '),
    promote: (now) => promote(now, member),
    known: (now) => knownAsLeader(now, member),
    tell: (now) => untilKnown(now, member),
  };
}

function argvFor({ standbyCluster }: PatroniState, { configPath, name }: PatroniMember) {
  const words = standbyCluster
    ? (['edit-config', '--force', '--quiet', '--set', 'standby_cluster=null'] as const)
    : (['failover', '--candidate', name, '--force'] as const);
  return ['patronictl', '-c', configPath, ...words] as const;
}

/** What Patroni would say no to, said before anything is changed. */
function requireAble(state: PatroniState, { configPath, name }: PatroniMember): void {
  const patronictl = `patronictl -c ${configPath}`;
  const member = state.members.find((each) => each.name === name);
  if (member === undefined) {
    fail('managed-cluster', {
      what: `Patroni's cluster has no member ${name}: ${state.members.map((each) => each.name).join(', ')}`,
      next: `See why it is not registered: ${patronictl} list, journalctl -u patroni.`,
    });
  }
  if (!state.standbyCluster) {
    if (member.forbiddenBy === undefined) return;
    fail('managed-cluster', {
      what: `the tag "${member.forbiddenBy}" forbids Patroni to make ${name} the leader`,
      next: `Take it out of "tags:" in ${configPath}, then systemctl reload patroni; ${patronictl} list must no longer show it. Then run this again.`,
    });
  }
  if (state.paused) {
    fail('managed-cluster', {
      what: "Patroni's cluster is paused: a paused standby cluster does not promote itself",
      next: `${patronictl} resume, then run this again.`,
    });
  }
  if (state.leader === name) return;
  fail('managed-cluster', {
    what: `this is not the leader of Patroni's standby cluster, ${state.leader ?? 'nobody'} is: that one would be promoted`,
    next: `Run this there, or hand over first: ${patronictl} switchover --candidate ${name} --force.`,
  });
}

async function promote(driven: Driven, member: PatroniMember): Promise<readonly string[]> {
  const { context, config } = driven;
  const until = context.clock.elapsed() + Math.max(config.PROMOTE_SECONDS * 1000, leastMs);
  const state = await untilLockIsFree(driven, member, until);
  if (state === undefined) return ['Patroni had begun to promote by itself'];
  const argv = argvFor(state, member);
  const outcome = await context.run({ argv, timeoutMs: Math.max(until - context.clock.elapsed(), leastMs) });
  // It exits with 0 also when the failover was refused: what it says is kept, and the database is asked.
  const said = lastLines(`${outcome.stdout}\n${outcome.stderr}`, 12);
  for (;;) {
    if (await isPrimary(driven)) return [argv.join(' ')];
    if (context.clock.elapsed() > until) {
      fail('managed-cluster', {
        what: `Patroni did not make this member the leader: ${said}`,
        next: `See "journalctl -u patroni" and "patronictl -c ${member.configPath} list", then run this again.`,
      });
    }
    context.log.progress({ label: 'waiting for Patroni to promote' });
    await context.clock.sleep(everyMs, context.signal);
  }
}

/** A dead leader's lock ends by itself after its time; one that is renewed belongs to a living leader. */
async function untilLockIsFree(
  driven: Driven,
  { configPath, name }: PatroniMember,
  until: number,
): Promise<PatroniState | undefined> {
  const { context } = driven;
  for (;;) {
    const state = await readPatroniState(driven, configPath);
    if (await isPrimary(driven)) return undefined;
    if (state.leader === undefined || state.leader === name) return state;
    if (context.clock.elapsed() > until) {
      fail('managed-cluster', {
        what: `${state.leader} keeps renewing Patroni's leader lock: it is alive`,
        next: 'Shut it down (PostgreSQL and Patroni), then run this again.',
      });
    }
    context.log.progress({ label: `waiting for the leader lock of ${state.leader} to run out` });
    await context.clock.sleep(everyMs, context.signal);
  }
}

async function knownAsLeader(
  driven: Driven,
  { configPath, name }: PatroniMember,
): Promise<string | undefined> {
  const { leader, standbyCluster } = await readPatroniState(driven, configPath);
  return leader === name && !standbyCluster ? `Patroni knows ${name} as its leader` : undefined;
}

async function untilKnown(driven: Driven, member: PatroniMember): Promise<readonly string[]> {
  const { context, config } = driven;
  const until = context.clock.elapsed() + Math.max(config.PROMOTE_SECONDS * 1000, leastMs);
  while ((await knownAsLeader(driven, member)) === undefined && context.clock.elapsed() < until) {
    context.log.progress({ label: 'waiting for Patroni to know its leader' });
    await context.clock.sleep(everyMs, context.signal);
  }
  return [];
}
