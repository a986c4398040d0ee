import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import type { ExitName } from '../../src/exit-codes.ts';
import { fail, failureOf } from '../../src/failures.ts';
import { printable } from '../../src/machines/must.ts';
import type { Role } from '../../src/postgres/role.ts';
import { readRole } from '../../src/postgres/role.ts';
import { tryLock } from '../../src/sync/lock.ts';
import { requireSyncOn, runJob } from '../../src/sync/run-job.ts';
import { describeBad } from '../../src/verify/describe-bad.ts';
import { createRepair } from '../../src/verify/repair.ts';
import type { BadFile, Verification } from '../../src/verify/report.ts';
import { writeVerification } from '../../src/verify/report.ts';
import { verifyFilestore } from '../../src/verify/verify-filestore.ts';
import type { Invocation } from '../command.ts';
import { configFile, defineCommand, jsonOption } from '../command.ts';
import { tellFailure } from '../tell.ts';
import { tellVerification } from '../tell-verification.ts';

const options = {
  quick: { type: 'boolean', about: 'look at names, sizes and owners only, and read no content' },
  since: {
    type: 'string',
    value: 'TIME',
    about: 'only attachments created or changed since, such as 2026-01-31',
  },
  resume: { type: 'boolean', about: 'go on where a verification was ended' },
  bwlimit: { type: 'string', value: 'KBPS', about: 'read at most so many KiB per second' },
  repair: { type: 'boolean', about: 'fetch what is bad from production; the bad files go to the hold' },
  'if-syncing': { type: 'boolean', about: 'do nothing while sync is off (for cron)' },
  ...jsonOption,
} as const;

type Given = Invocation<typeof options>;

/** ot-verify. */
export const verify = defineCommand({
  name: 'ot-verify',
  summary: 'prove the filestore against the database',
  description: [
    "Reads every file of the filestore that the database of this machine refers to, and names those that are missing, cut short, damaged or not Odoo's own, with their record, name, uploader and time. A file's name is the sha1 of its content: no other machine is asked.",
    'What is missing is looked at once more at the end; what only rows refer to that are newer than the last sync is on its way, and not called bad (while the sync is in time). Changes nothing, unless --repair is given. Works on a promoted machine too, but repairs only a standby. Reads at idle priority with all cores; files that no row refers to are counted.',
  ],
  options,
  files: [configFile, { path: '/var/lib/ot-redundancy/verification.json', about: 'the last result' }],
  exits: ['failed', 'partial', 'off', 'configuration', 'refused', 'unverified', 'interrupted'],
  meanings: {
    ok: 'every file is there and intact',
    partial: 'a database could not be asked',
    unverified: 'files are missing or bad, and named',
  },
  examples: [
    { line: 'sudo ot-verify --quick', about: 'See whether anything is missing:' },
    { line: 'sudo ot-verify --repair', about: 'Read everything, and fetch what is bad:' },
  ],
  run: runVerify,
});

async function runVerify(invocation: Given): Promise<ExitName> {
  // A million rows leave garbage only: collected early, it takes a third less memory at most.
  for (const flag of ['--optimize-for-size', '--semi-space-growth-factor=1']) setFlagsFromString(flag);
  const { context, options: given, print } = invocation;
  const { values } = await invocation.config();
  // Not only after hours of reading.
  if (given['if-syncing'] === true || given.repair === true) requireSyncOn(values);
  const { server, kind } = await anyServer(invocation);
  const found = await verifyFilestore(context, values, {
    server,
    isStandby: kind === 'standby',
    quick: given.quick === true,
    since: readTime(given.since),
    resume: given.resume === true,
    parallel: availableParallelism(),
    kibPerSecond: readLimit(given.bwlimit),
  });
  const told = await describeBad(context, values, { server, found: found.bad });
  await keep(invocation, found);
  const repaired =
    given.repair === true && found.bad.length > 0 ? await repair(invocation, found.bad) : new Set();
  const result = { ...found, bad: found.bad.filter((each) => !repaired.has(each)) };
  if (repaired.size > 0) await keep(invocation, result);
  const exit = result.bad.length > 0 ? 'unverified' : result.problems.length > 0 ? 'partial' : 'ok';
  if (given.json === true) {
    const bad = told.map((each, index) => {
      const file = found.bad[index];
      return { ...each, repaired: file !== undefined && repaired.has(file) };
    });
    print(JSON.stringify({ ...result, exit, bad }));
  } else {
    const outcome = { told, found: found.bad, repaired };
    tellVerification({ context, print, quiet: given.quiet === true }, result, outcome);
  }
  return exit;
}

const lockSeconds = 3;

/**
 * Writes the result down for ot-status. A part proves nothing of the whole. Under the lock of the attachments, whose runs
 * strike off what they bring; one that takes long is not waited for.
 */
async function keep({ context, config }: Given, result: Verification): Promise<void> {
  if (result.since !== undefined) return;
  const { values } = await config();
  await context.files.makeFolder(values.STATE_DIR, { mode: 0o750 });
  const wanted = { name: 'attachments', what: 'ot-verify', waitSeconds: lockSeconds };
  const lock = await tryLock(context, values, wanted);
  try {
    await writeVerification(context, values, result);
  } finally {
    await lock?.release();
  }
}

async function anyServer({ context, config }: Given): Promise<Exclude<Role, { kind: 'unknown' }>> {
  const role = await readRole(context, (await config()).values);
  if (role.kind !== 'unknown') return role;
  const next = 'Bring PostgreSQL up (pg_lsclusters), or correct PG_CLUSTER or PG_HOST.';
  return fail('role-unknown', { what: `the database cannot be asked: ${role.why}`, next });
}

function readTime(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (!Number.isNaN(time)) return new Date(time).toISOString();
  return fail('usage', {
    what: `--since "${text}" is no time`,
    next: 'Give it as 2026-01-31 or 2026-01-31T12:00.',
  });
}

function readLimit(text: string | undefined): number {
  if (text === undefined) return 0;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  return fail('usage', {
    what: `--bwlimit "${text}" is no number`,
    next: 'Give KiB per second, such as 20000.',
  });
}

async function repair(invocation: Given, bad: readonly BadFile[]): Promise<ReadonlySet<unknown>> {
  const { context } = invocation;
  const { values } = await invocation.config();
  const { job, repaired } = createRepair(bad);
  const flags = { dryRun: false, allowRemovals: false };
  const reread = async () => (await invocation.config()).values;
  // What was found is told all the same, also when another run holds the lock.
  const result = await runJob(context, values, { job, flags, reread }).catch((error: unknown) => ({
    failure: failureOf(error, context.signal),
    record: { problems: [] },
  }));
  if (result.failure !== undefined) tellFailure(context.log, result.failure, false);
  for (const { item, what, next } of result.record.problems) {
    context.log.warn(printable(`  not repaired: ${item}: ${what}${next === undefined ? '' : ` → ${next}`}`));
  }
  return repaired;
}
