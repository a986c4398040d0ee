import type { Context } from '../../context.ts';

/** repmgr's own configuration of this machine. */
export interface RepmgrSettings {
  readonly path: string;
  readonly nodeId: number | undefined;
  readonly dataDirectory: string | undefined;
  /** The database that holds its register; repmgr's manual proposes "repmgr". */
  readonly database: string;
}

/** Reads a repmgr.conf; undefined when there is none. */
export async function readRepmgrConfig(context: Context, path: string): Promise<RepmgrSettings | undefined> {
  const text = await context.files.readText(path).catch(() => undefined);
  if (text === undefined) return undefined;
  const values = parseRepmgrConfig(text);
  const nodeId = Number(values.get('node_id') ?? 'none');
  const database = /(?:^|\s)dbname\s*=\s*'?([^\s']+)/.exec(values.get('conninfo') ?? '')?.[1];
  return {
    path,
    nodeId: Number.isInteger(nodeId) ? nodeId : undefined,
    dataDirectory: values.get('data_directory'),
    database: database ?? 'repmgr',
  };
}

/** Its syntax is that of postgresql.conf: the "=" may be missing, quotes are doubled. The last word counts. */
export function parseRepmgrConfig(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name, quoted, bare] =
      /^\s*([A-Za-z_][A-Za-z0-9_.]*)\s*(?:=\s*|\s+)(?:'((?:[^']|'')*)'|([^\s#']+))/.exec(line) ?? [];
    if (name === undefined) continue;
    values.set(name.toLowerCase(), quoted?.replaceAll("''", "'") ?? bare ?? '');
  }
  return values;
}
