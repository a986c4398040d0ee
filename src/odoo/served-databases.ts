import type { OdooConf } from './odoo-conf.ts';
import { odooOption } from './odoo-conf.ts';

/**
 * Which of these databases Odoo serves to whoever calls it by this host name: those that dbfilter matches, else those of
 * db_name, else all. Source: odoo/http.py, db_filter, of Odoo 13 to 19.
 */
export function servedDatabases(
  conf: OdooConf,
  host: string | undefined,
  databases: readonly string[],
): readonly string[] {
  const filter = odooOption(conf, 'dbfilter');
  if (filter !== undefined) {
    const patterns = patternsOf(filter, host ?? '');
    return databases.filter((name) => patterns.some((pattern) => pattern.test(name)));
  }
  const named = odooOption(conf, 'db_name')?.split(',');
  const exposed = new Set(named?.map((name) => name.trim()));
  return named === undefined ? databases : databases.filter((name) => exposed.has(name));
}

/** The filter for a host name, which Odoo takes with its "www." up to version 15 and without from 16 on. */
function patternsOf(filter: string, host: string): readonly RegExp[] {
  const name = host.replace(/:\d+$/, '');
  const bare = name.replace(/^www\.(?=.)/, '');
  const domain = escaped(bare.split('.')[0] ?? '');
  return [name, bare].map((each) => {
    const source = filter.replaceAll('%h', escaped(each)).replaceAll('%d', domain);
    try {
      // Python's re.match wants it at the beginning alone.
      return new RegExp(`^(?:${source})`);
    } catch {
      // Python knows expressions that are none here: then nothing is left out.
      return /^/;
    }
  });
}

function escaped(text: string): string {
  return text.replace(/[^\w]/g, '\\$&');
}
