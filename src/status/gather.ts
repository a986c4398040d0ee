import { loadUsableConfig } from '../config/load-usable.ts';
import type { Context } from '../context.ts';
import { judge } from './findings.ts';
import { gatherDatabase } from './gather-database.ts';
import { gatherJobs } from './gather-jobs.ts';
import { gatherVerification } from './gather-verification.ts';
import { odooVersion, rsyncVersion } from './gather-versions.ts';
import type { Facts, Report } from './report.ts';
import { known, unknown } from './report.ts';

/**
 * Gathers what this machine knows of itself, without reaching out to production. Works while the configuration is
 * broken, the database is down and nothing ever ran: it then says so. Throws only when it is interrupted.
 */
export async function gatherReport(context: Context, configPath: string): Promise<Report> {
  const { values, failure } = await loadUsableConfig(configPath);
  const [database, jobs, odoo, rsync] = await Promise.all([
    gatherDatabase(context, values),
    gatherJobs(context, values),
    odooVersion(context),
    rsyncVersion(context),
  ]);
  const verification = await gatherVerification(context, values);
  const { role, replication, postgresql } = database;
  const described =
    failure === undefined ? null : { code: failure.code, what: failure.message, next: failure.next };
  context.signal.throwIfAborted();
  const facts: Facts = {
    schemaVersion: 1,
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
  return { ...facts, ...judge(facts) };
}
