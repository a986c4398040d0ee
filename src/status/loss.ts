import { loadUsableConfig } from '../config/load-usable.ts';
import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import type { LastDocument } from '../odoo/last-documents.ts';
import { lastDocuments } from '../odoo/last-documents.ts';
import type { MissingFiles } from '../verify/missing-files.ts';
import { findMissingFiles } from '../verify/missing-files.ts';
import { odooDatabases } from '../odoo/odoo-databases.ts';
import { inEachDatabase } from '../postgres/in-each-database.ts';
import { createStatusCache } from './cache.ts';
import { attempt } from './attempt.ts';
import { gatherDatabase } from './gather-database.ts';
import { gatherJobs } from './gather-jobs.ts';
import type { Facts, Figure } from './report.ts';
import { known, unknown } from './report.ts';

/** What would be lost if production died now, and the last that is here. */
export interface Loss extends Pick<Facts, 'at' | 'host' | 'production' | 'role' | 'replication' | 'jobs'> {
  readonly schemaVersion: 1;
  /** Files that a database refers to and that are not whole here. */
  readonly missing: Figure<MissingFiles>;
  /** The newest business documents that are here. */
  readonly documents: Figure<readonly LastDocument[]>;
}

const documentsOfEach = 3;

/** Looks at everything that would be lost. Slow with many files: each is looked for. Throws only when interrupted. */
export async function gatherLoss(context: Context, configPath: string): Promise<Loss> {
  const { values: config } = await loadUsableConfig(configPath);
  const cache = createStatusCache(context.clock);
  const [{ role, replication, own }, jobs] = await Promise.all([
    gatherDatabase(context, config, cache),
    gatherJobs(context, config, cache),
  ]);
  const server = () =>
    own?.server ??
    fail('role-unknown', {
      what: 'the database cannot be asked',
      next: 'Bring PostgreSQL up (pg_lsclusters).',
    });
  const documents = async () => {
    const names = await odooDatabases(context, config, server());
    const asked = { context, config, server: server() };
    const each = await inEachDatabase(asked, names, (tour, database) =>
      lastDocuments(tour, database, documentsOfEach),
    );
    return each.flat();
  };
  const [missing, last] = await Promise.all([
    attempt(async () => findMissingFiles(context, config, server())),
    attempt(documents),
  ]);
  context.signal.throwIfAborted();
  return {
    schemaVersion: 1,
    at: context.clock.now().toISOString(),
    host: context.env.hostname,
    production: config.SYNCSRC === 'NOT-SET' ? unknown('SYNCSRC is not set') : known(config.SYNCSRC),
    ...{ role, replication, jobs, missing, documents: last },
  };
}
