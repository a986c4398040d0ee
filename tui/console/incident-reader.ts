import { readdir } from 'node:fs/promises';
import type { Config } from '../../src/config/keys.ts';
import type { Clock } from '../../src/context.ts';
import { createReadOnce } from '../../src/files/read-once.ts';
import type { Incident } from '../../src/recovery/incident.ts';
import { incidentsFolder, journalPath, listIncidents } from '../../src/recovery/incident.ts';

/** Reads all incidents again and again, and their journals only when one of them has grown. */
export interface IncidentReader {
  /** All incidents, oldest first. The same list as before when nothing has changed. */
  read(config: Config): Promise<readonly Incident[]>;
}

/** Makes a reader of all incidents. */
export function createIncidentReader(clock: Pick<Clock, 'now'>): IncidentReader {
  const incidents = createReadOnce<readonly Incident[]>(clock);
  return {
    async read(config) {
      const folder = incidentsFolder(config);
      const ids = await readdir(folder).catch((): string[] => []);
      const journals = ids.map((id) => journalPath(config, id));
      return incidents.get(folder, journals, () => listIncidents(config));
    },
  };
}
