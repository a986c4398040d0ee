import { readdir } from 'node:fs/promises';
import type { Config } from '../../src/config/keys.ts';
import type { Clock } from '../../src/context.ts';
import { createUnchanged } from '../../src/files/unchanged.ts';
import type { Incident } from '../../src/recovery/incident.ts';
import { incidentsFolder, journalPath, listIncidents } from '../../src/recovery/incident.ts';

/** Reads all incidents again and again, and their journals only when one of them has grown. */
export interface IncidentReader {
  /** All incidents, oldest first. The same list as before when nothing has changed. */
  read(config: Config): Promise<readonly Incident[]>;
}

/** Makes a reader of all incidents. */
export function createIncidentReader(clock: Pick<Clock, 'now'>): IncidentReader {
  const journals = createUnchanged(clock);
  let list: readonly Incident[] = [];
  return {
    async read(config) {
      const ids = await readdir(incidentsFolder(config)).catch((): string[] => []);
      if (await journals.same(ids.map((id) => journalPath(config, id)))) return list;
      list = await listIncidents(config);
      return list;
    },
  };
}
