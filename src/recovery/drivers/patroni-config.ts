import * as v from 'valibot';
import type { Context } from '../../context.ts';
import { PatroniTags, tagAgainstLeading } from './patroni-tags.ts';

/** What of Patroni's configuration file counts here. Source: Patroni's documentation, YAML configuration settings. */
const PatroniConfig = v.object({
  scope: v.optional(v.string()),
  name: v.optional(v.string()),
  postgresql: v.optional(v.object({ data_dir: v.optional(v.string()) })),
  tags: v.optional(v.nullable(PatroniTags)),
});

/** Patroni's own configuration of this machine. */
export interface PatroniSettings {
  readonly path: string;
  readonly scope: string | undefined;
  /** This member's name in its cluster. */
  readonly member: string | undefined;
  readonly dataDirectory: string | undefined;
  /** The tag that keeps this member from becoming the leader, when there is one. */
  readonly forbiddenBy: string | undefined;
}

/** Reads a configuration file of Patroni; undefined when there is none, or it is none of Patroni's. */
export async function readPatroniConfig(
  context: Context,
  path: string,
): Promise<PatroniSettings | undefined> {
  const text = await context.files.readText(path).catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed = v.safeParse(PatroniConfig, await parseYaml(text));
  if (!parsed.success) return undefined;
  const { scope, name, postgresql, tags } = parsed.output;
  const forbiddenBy = tagAgainstLeading(tags ?? undefined);
  return { path, scope, member: name, dataDirectory: postgresql?.data_dir, forbiddenBy };
}

/** What YAML says; undefined when it is none. The library is loaded where Patroni is: everybody else starts faster. */
export async function parseYaml(text: string): Promise<unknown> {
  const { parseDocument } = await import('yaml');
  const document = parseDocument(text);
  return document.errors.length > 0 ? undefined : document.toJS();
}
