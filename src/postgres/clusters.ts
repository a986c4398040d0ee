import * as v from 'valibot';
import type { Context } from '../context.ts';
import type { Config } from '../config/keys.ts';
import { must } from '../machines/must.ts';

/** A PostgreSQL cluster of this machine, as Debian's tools list it. */
export interface Cluster {
  /** VERSION/NAME, such as 15/main. */
  readonly id: string;
  readonly version: string;
  readonly name: string;
  readonly port: number;
  readonly up: boolean;
  readonly dataDirectory: string;
  readonly socketFolder: string;
}

const Row = v.object({
  version: v.union([v.string(), v.number()]),
  cluster: v.string(),
  port: v.union([v.string(), v.number()]),
  running: v.optional(v.union([v.number(), v.boolean(), v.string()])),
  status: v.optional(v.string()),
  pgdata: v.string(),
  socketdir: v.optional(v.string()),
});

/** The clusters of this machine; none when PostgreSQL's Debian tools are not installed. */
export async function listClusters(context: Context, config: Config): Promise<readonly Cluster[]> {
  const timeoutMs = config.COMMAND_SECONDS * 1000;
  const json = await context.run({ argv: ['pg_lsclusters', '--json'], timeoutMs });
  if (json.ended === 'not-started') return [];
  if (json.exitCode === 0) return parseJson(json.stdout);
  const table = must(
    await context.run({ argv: ['pg_lsclusters', '--no-header'], timeoutMs }),
    'listing clusters',
  );
  return table.stdout.split('\n').flatMap(parseTableLine);
}

function parseJson(text: string): readonly Cluster[] {
  return v.parse(v.array(Row), JSON.parse(text)).map((row) =>
    named({
      version: String(row.version),
      name: row.cluster,
      port: Number(row.port),
      up: row.running === undefined ? isOnline(row.status) : Number(row.running) === 1,
      dataDirectory: row.pgdata,
      socketFolder: row.socketdir ?? usualSockets,
    }),
  );
}

/** Columns: version, name, port, status, owner, data directory, log file. */
function parseTableLine(line: string): readonly Cluster[] {
  const [version, name, port, status, , dataDirectory] = line.trim().split(/\s+/);
  if (version === undefined || name === undefined || dataDirectory === undefined) return [];
  const up = isOnline(status);
  return [named({ version, name, port: Number(port), up, dataDirectory, socketFolder: usualSockets })];
}

const usualSockets = '/var/run/postgresql';

function isOnline(status = ''): boolean {
  return status.includes('online');
}

function named(cluster: Omit<Cluster, 'id'>): Cluster {
  return { id: `${cluster.version}/${cluster.name}`, ...cluster };
}
