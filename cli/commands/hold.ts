import type { Config } from '../../src/config/keys.ts';
import type { ExitName } from '../../src/exit-codes.ts';
import { fail } from '../../src/failures.ts';
import type { HeldRun } from '../../src/sync/hold/list.ts';
import { heldPlaces, listHolds, measureHold } from '../../src/sync/hold/list.ts';
import { purgeHolds } from '../../src/sync/hold/purge.ts';
import { restoreHold } from '../../src/sync/hold/restore.ts';
import { localTime } from '../../src/sync/summary.ts';
import type { Invocation } from '../command.ts';
import { configFile, defineCommand, jsonOption } from '../command.ts';
import { formatBytes } from '../../src/figures.ts';

const options = {
  replace: { type: 'boolean', about: 'restore: set aside in turn what stands in the place' },
  'older-than': {
    type: 'string',
    value: 'DAYS',
    about: 'purge: holds older than this, instead of HOLD_DAYS',
  },
  'dry-run': { type: 'boolean', about: 'restore, purge: show what would be done, and do nothing' },
  ...jsonOption,
} as const;

type HoldInvocation = Invocation<typeof options>;

/** ot-hold. */
export const hold = defineCommand({
  name: 'ot-hold',
  summary: 'list, bring back or delete what syncs have set aside',
  description: [
    'A sync deletes nothing: what it takes away or replaces is set aside for HOLD_DAYS days. Bringing back never overwrites anything: without --replace, what stands in the place stays.',
    'A file that production does not have is set aside again by the next sync, unless the database refers to it: switch sync off first when it is to stay.',
  ],
  words: 'ACTION [WORD…]',
  actions: [
    { word: 'list', rest: '[ID]', about: 'show what is set aside; with the ID of a run, each of its names' },
    {
      word: 'restore',
      rest: 'ID [PATH…]',
      about: 'bring back everything of one run, or only the named files and folders',
    },
    { word: 'purge', about: 'delete for good what is older than HOLD_DAYS, as syncs do by themselves' },
  ],
  options,
  files: [
    configFile,
    { path: '/var/lib/odoo/.local/share/Odoo/.ot-redundancy/hold', about: "from Odoo's data folder" },
    { path: '/usr/share/.ot-redundancy/hold', about: 'from the projects' },
    { path: '/var/lib/ot-redundancy/hold', about: 'from configuration files' },
  ],
  exits: ['failed', 'partial', 'configuration', 'locked', 'interrupted'],
  meanings: {
    ok: 'done',
    failed: 'there is no such hold, or a file cannot be read, written or moved',
    partial: 'restore: what had something in its place was not brought back, and is named',
    locked: 'restore: a run of the sync that it belongs to is under way',
    interrupted: 'interrupted; what was brought back by then stays',
  },
  examples: [
    { line: 'sudo ot-hold list', about: 'See what is set aside:' },
    {
      line: 'sudo ot-hold restore 20260131T020000Z-projects-a1b2c3 /usr/share/odoo-sale',
      about: 'Bring back a project:',
    },
  ],
  run,
});

async function run(invocation: HoldInvocation): Promise<ExitName> {
  const [verb, ...rest] = invocation.words;
  const config = async () => (await invocation.config()).values;
  requireFitting(invocation, verb);
  if (verb === 'list' && rest.length === 0) return list(invocation, await config());
  if (verb === 'list' && rest.length === 1) return listNames(invocation, await config(), rest[0] ?? '');
  if (verb === 'restore' && rest[0] !== undefined) return restore(invocation, await config(), rest);
  if (verb === 'purge' && rest.length === 0) return purge(invocation, await config());
  fail('usage', {
    what: 'expected: list [ID], restore ID [PATH…] or purge',
    next: 'ot-hold --help shows what it takes.',
  });
}

/** What each option is good for: given with another action it would be overlooked. */
const fitting = { replace: ['restore'], 'older-than': ['purge'], 'dry-run': ['restore', 'purge'] } as const;

function requireFitting({ options: given }: HoldInvocation, verb: string | undefined): void {
  for (const [name, verbs] of Object.entries(fitting)) {
    if (!(name in given) || verbs.some((each) => each === verb)) continue;
    const what = `--${name} goes with ${verbs.join(' or ')}`;
    fail('usage', { what, next: 'ot-hold --help shows what it takes.' });
  }
}

async function listNames(invocation: HoldInvocation, config: Config, id: string): Promise<ExitName> {
  const { context, print, options: given } = invocation;
  const holds = (await listHolds(context, config)).filter(({ runId }) => runId === id);
  if (holds.length === 0) {
    fail('not-found', { what: `there is no hold ${id}`, next: 'ot-hold list shows the holds.' });
  }
  const named = await Promise.all(holds.map(heldPlaces));
  if (given.json === true) print(JSON.stringify({ schemaVersion: 1, id, paths: named.flat() }));
  else if (given.quiet !== true) named.flat().forEach((path) => print(path));
  return 'ok';
}

async function list(invocation: HoldInvocation, config: Config): Promise<ExitName> {
  const { context, print, options } = invocation;
  const holds = await Promise.all((await listHolds(context, config)).map(withSize));
  if (options.json === true) print(JSON.stringify({ schemaVersion: 1, holds }));
  else if (options.quiet === true) return 'ok';
  else if (holds.length === 0) print('nothing is set aside');
  else holds.forEach((each) => print(describe(each)));
  return 'ok';
}

type SizedHold = HeldRun & Awaited<ReturnType<typeof measureHold>>;

async function withSize(held: HeldRun): Promise<SizedHold> {
  return { ...held, ...(await measureHold(held)) };
}

function describe({ runId, heldAt, base, files, bytes, reason }: SizedHold): string {
  const count = `${files} ${files === 1 ? 'file' : 'files'}, ${formatBytes(bytes)}`;
  return `${runId}\n  ${localTime(new Date(heldAt))}  from ${base}: ${count}\n  ${reason}`;
}

async function restore(
  invocation: HoldInvocation,
  config: Config,
  rest: readonly string[],
): Promise<ExitName> {
  const { context, print, options } = invocation;
  const [id = '', ...paths] = rest;
  const dryRun = options['dry-run'] === true;
  const result = await restoreHold(context, config, { id, paths, replace: options.replace === true, dryRun });
  if (options.json === true) print(JSON.stringify({ schemaVersion: 1, dryRun, ...result }));
  else if (options.quiet !== true)
    result.restored.forEach((path) => print(`${dryRun ? 'would restore' : 'restored'} ${path}`));
  for (const path of result.occupied) {
    context.log.warn(`not restored, something stands there: ${path} → --replace sets that aside first`);
  }
  return result.occupied.length > 0 ? 'partial' : 'ok';
}

async function purge(invocation: HoldInvocation, config: Config): Promise<ExitName> {
  const { context, print, options } = invocation;
  const olderThanDays = options['older-than'] === undefined ? config.HOLD_DAYS : days(options['older-than']);
  const dryRun = options['dry-run'] === true;
  const purged = await purgeHolds(context, config, { olderThanDays, dryRun });
  if (options.json === true) print(JSON.stringify({ schemaVersion: 1, dryRun, purged }));
  else if (options.quiet !== true) {
    purged.forEach((each) => print(`${dryRun ? 'would delete' : 'deleted'} ${each.folder}`));
    if (purged.length === 0) print(`nothing is older than ${olderThanDays} days`);
  }
  return 'ok';
}

function days(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  fail('usage', { what: `--older-than is "${text}", expected days`, next: 'Such as --older-than 7.' });
}
