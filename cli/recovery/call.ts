import type { Config } from '../../src/config/keys.ts';
import type { Context } from '../../src/context.ts';
import type { Incident } from '../../src/recovery/incident.ts';
import { requireIncident } from '../../src/recovery/incident.ts';
import { requireLeader } from '../../src/recovery/lead.ts';
import { keepNotes } from '../../src/recovery/notes-keeper.ts';
import { takeLocks } from '../../src/sync/lock.ts';

/** What an action of ot-recovery gets. */
export interface RecoveryCall {
  readonly context: Context;
  readonly config: Config;
  readonly words: readonly string[];
  readonly reason: string | undefined;
  readonly drill: boolean;
  /** What a drill must not do by itself is meant: it is held on a copy. */
  readonly inDrill: boolean;
  readonly json: boolean;
  print(line: string): void;
}

/** What ot-recovery does after its first word. Throws what it fails with. */
export type RecoveryAction = (call: RecoveryCall) => Promise<void>;

/** Makes an action hold the recovery lock, and keeps the notes meanwhile: one acts at a time. Throws `lock-held`. */
export function alone(act: RecoveryAction): RecoveryAction {
  return async (call) => {
    const names = ['recovery'] as const;
    const locks = await takeLocks(call.context, call.config, { names, what: 'ot-recovery', waitSeconds: 10 });
    const notes = await keepNotes(call.context, call.config);
    try {
      await act(call);
    } finally {
      await notes.end();
      await Promise.all(locks.map((lock) => lock.release()));
    }
  };
}

/** The open incident, led by this very person. Throws `not-found`, or `incident-open` when somebody else leads it. */
export async function lead({ context, config }: RecoveryCall): Promise<Incident> {
  const incident = await requireIncident(config);
  requireLeader(context, incident);
  return incident;
}
