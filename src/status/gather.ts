import { runChecks } from '../checks/run-checks.ts';
import type { Context } from '../context.ts';
import type { StatusCache } from './cache.ts';
import { createStatusCache, usableConfig } from './cache.ts';
import { judge } from './findings.ts';
import { gatherDatabase } from './gather-database.ts';
import { gatherJobs } from './gather-jobs.ts';
import { gatherVerification } from './gather-verification.ts';
import { odooVersion, rsyncVersion } from './gather-versions.ts';
import type { Facts, Figure, Report } from './report.ts';
import { known, unknown } from './report.ts';

/** Packages change seldom. */
const versionSeconds = 300;

/**
 * Gathers what this machine knows of itself, and whether it is ready. Of production only the ports are knocked at. Works
 * while the configuration is broken, the database is down and nothing ever ran: it then says so. Whoever asks again and
 * again keeps the cache: the role, replication and jobs are asked each time all the same. Throws only when it is
 * interrupted.
 */
export async function gatherReport(
  context: Context,
  configPath: string,
  cache: StatusCache = createStatusCache(context.clock),
): Promise<Report> {
  const { values, failure } = await usableConfig(configPath, cache);
  const remembered = async (name: string, ask: (context: Context) => Promise<Figure<string>>) =>
    (
      await cache.versions.get(
        name,
        () => versionSeconds,
        () => ask(context),
      )
    ).value;
  const [database, jobs, verification, odoo, rsync] = await Promise.all([
    gatherDatabase(context, values, cache),
    gatherJobs(context, values, cache),
    gatherVerification(context, values, cache),
    remembered('odoo', odooVersion),
    remembered('rsync', rsyncVersion),
  ]);
  const { role, replication, postgresql, own } = database;
  const described =
    failure === undefined ? null : { code: failure.code, what: failure.message, next: failure.next };
  context.signal.throwIfAborted();
  const facts: Facts = {
    schemaVersion: 2,
    at: context.clock.now().toISOString(),
    host: context.env.hostname,
    production: values.SYNCSRC === 'NOT-SET' ? unknown('SYNCSRC is not set') : known(values.SYNCSRC),
    sync: failure === undefined ? known(values.SYNCMODE) : unknown('the configuration is broken'),
    role,
    replication,
    jobs,
    ...(verification === undefined ? {} : { verification }),
    versions: { program: context.env.version, postgresql, odoo, rsync },
    configuration: { path: configPath, failure: described },
  };
  const checks = await runChecks({ context, config: values, facts, database: own }, cache.looks);
  return { ...facts, ...judge(checks) };
}
