import { askHere } from '../../machines/ask-here.ts';
import type { Verb } from '../../machines/production.ts';
import type { Session } from '../job.ts';
import type { AptFacts, RepositoryFacts } from './facts.ts';
import { parseAptFacts, parseRepositoryFacts } from './facts.ts';

/** What both machines say. */
export interface Both<Facts> {
  readonly production: Facts;
  readonly here: Facts;
}

/** Asks both machines at once for their packages and repositories. */
export async function askPackages(session: Session): Promise<Both<AptFacts>> {
  return askBoth(session, 'apt', parseAptFacts);
}

/** Asks both machines at once for their repositories alone, which takes a fraction of the time. */
export async function askRepositories(session: Session): Promise<Both<RepositoryFacts>> {
  return askBoth(session, 'repositories', parseRepositoryFacts);
}

async function askBoth<Facts>(
  session: Session,
  verb: Verb,
  parse: (answer: string) => Facts,
): Promise<Both<Facts>> {
  const { context, config } = session;
  const folders = config.APT_SOURCES === 'keep' ? [] : [config.APT_DIR, config.APT_KEYRING_DIR];
  const connection = await session.production();
  const [production, here] = await Promise.all([
    connection.ask(verb, ...folders),
    askHere(context, config, [verb, ...folders]),
  ]);
  return { production: parse(production), here: parse(here) };
}
