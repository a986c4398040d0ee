import { askHere } from '../../machines/ask-here.ts';
import type { Verb } from '../../machines/production.ts';
import type { Session } from '../job.ts';
import type { AptFacts } from './facts.ts';
import { parseAptFacts } from './facts.ts';

/** The packages and repositories of both machines. */
export interface BothFacts {
  readonly production: AptFacts;
  readonly here: AptFacts;
}

/** Asks both machines at once. */
export async function askBoth(session: Session): Promise<BothFacts> {
  const [verb, ...folders] = question(session);
  const connection = await session.production();
  const [production, here] = await Promise.all([
    connection.ask(verb, ...folders),
    askHere(session.context, session.config, [verb, ...folders]),
  ]);
  return { production: parseAptFacts(production), here: parseAptFacts(here) };
}

/** Asks this machine alone. */
export async function factsHere({ context, config }: Pick<Session, 'context' | 'config'>): Promise<AptFacts> {
  return parseAptFacts(await askHere(context, config, question({ config })));
}

function question({ config }: Pick<Session, 'config'>): readonly [Verb, ...string[]] {
  return config.APT_SOURCES === 'keep' ? ['apt'] : ['apt', config.APT_DIR, config.APT_KEYRING_DIR];
}
