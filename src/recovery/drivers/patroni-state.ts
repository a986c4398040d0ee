import * as v from 'valibot';
import { fail } from '../../failures.ts';
import { lastLines, must } from '../../machines/must.ts';
import type { Driven } from './driver.ts';
import { parseYaml } from './patroni-config.ts';
import { PatroniTags, tagAgainstLeading } from './patroni-tags.ts';

/** A member of a cluster, as `patronictl list -f json` shows it. Measured with Patroni 4.0.7; 3 says the same. */
const Member = v.object({
  Member: v.string(),
  Role: v.string(),
  State: v.optional(v.string(), ''),
  /** Only where a member has some. */
  Tags: v.optional(v.union([PatroniTags, v.string()])),
});

/** What counts of `patronictl show-config`. A section that is null counts as absent. */
const Dynamic = v.object({
  pause: v.optional(v.nullable(v.boolean())),
  standby_cluster: v.optional(v.nullable(v.record(v.string(), v.unknown()))),
});

/** A member as the store has it. */
export interface PatroniPeer {
  readonly name: string;
  readonly role: string;
  readonly state: string;
  /** The tag that keeps it from becoming the leader, when there is one. */
  readonly forbiddenBy: string | undefined;
}

/** How a Patroni cluster stands, as its store (etcd and the like) says. */
export interface PatroniState {
  readonly members: readonly PatroniPeer[];
  /** The member that holds the leader lock. A dead one holds it until its time (ttl) is over. */
  readonly leader: string | undefined;
  readonly paused: boolean;
  /** The whole cluster here follows another one: it is promoted by taking this section out. */
  readonly standbyCluster: boolean;
}

/** Without its store patronictl tries for ever: measured. */
const patienceMs = 20_000;

/** Asks Patroni's store how the cluster stands. Throws `managed-cluster` when the store does not answer. */
export async function readPatroniState(driven: Driven, configPath: string): Promise<PatroniState> {
  const members = parseMembers(await ask(driven, configPath, ['list', '-f', 'json']));
  const dynamic = await parseDynamic(await ask(driven, configPath, ['show-config']));
  return {
    members: members.map(({ Member: name, Role: role, State: state, Tags: tags }) => ({
      ...{ name, role, state },
      forbiddenBy: typeof tags === 'string' ? undefined : tagAgainstLeading(tags),
    })),
    leader: members.find(({ Role: role }) => /^(standby )?leader$/i.test(role))?.Member,
    paused: dynamic.pause === true,
    standbyCluster: Object.keys(dynamic.standby_cluster ?? {}).length > 0,
  };
}

async function ask({ context }: Driven, configPath: string, words: readonly string[]): Promise<string> {
  const argv = ['patronictl', '-c', configPath, ...words] as const;
  const outcome = await context.run({ argv, timeoutMs: patienceMs });
  if (outcome.ended === 'exited' && outcome.exitCode === 0) return outcome.stdout;
  if (outcome.ended === 'not-started' || outcome.ended === 'cancelled') must(outcome, 'asking Patroni');
  const said = lastLines(outcome.stderr || outcome.stdout, 1);
  return fail('managed-cluster', {
    what: `Patroni's store (etcd or the like) does not answer, so nobody can become leader: ${said}`,
    next: `Bring back a majority of it ("patronictl -c ${configPath} list" must answer), then run this again. An etcd that lost its other members for good: --force-new-cluster. Without it: stop Patroni for good, start PostgreSQL by hand, and PROMOTE_DRIVER=pg_promote.`,
  });
}

function parseMembers(text: string): readonly v.InferOutput<typeof Member>[] {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), v.array(Member)), text);
  return parsed.success ? parsed.output : unexpected('patronictl list');
}

async function parseDynamic(text: string): Promise<v.InferOutput<typeof Dynamic>> {
  const said = await parseYaml(text);
  // Nothing at all is an empty document.
  const parsed = v.safeParse(Dynamic, said === null ? {} : said);
  return parsed.success ? parsed.output : unexpected('patronictl show-config');
}

function unexpected(what: string): never {
  return fail('managed-cluster', {
    what: `${what} answers something unexpected`,
    next: 'Look at it by hand. Patroni 2 to 4 are supported.',
  });
}
