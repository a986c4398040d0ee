import type { Event } from './events.ts';

interface Told {
  readonly id: string;
  readonly events: readonly Event[];
}

/** Whether an incident is a rehearsal, with production alive. */
export function isDrill({ events }: Pick<Told, 'events'>): boolean {
  return events.some((event) => event.kind === 'opened' && event.drill === true);
}

/** What an incident is called: a drill must not be taken for a real one, nor the other way round. */
export function titleOf(incident: Told): string {
  return `${isDrill(incident) ? 'Drill' : 'Incident'} ${incident.id}`;
}
