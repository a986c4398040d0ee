import type { Behaviour } from './actions.ts';
import { first, isFree, mayLead } from './lead.ts';
import { ask } from './outcome.ts';
import type { State } from './state.ts';
import { roleOf } from './state.ts';
import { waitingText } from './waiting.ts';
import { selectedStep } from './view/steps.ts';

/** Whether Odoo here may be set right: in production, while it is looked at. */
function inProduction(state: State): true | string {
  if (selectedStep(state)?.step.id !== 'smoke') return 'only for the step that looks around in Odoo';
  const isPrimary = roleOf(state) === 'primary' || 'this machine is not in production yet';
  return first(mayLead(state), isFree(state), isPrimary);
}

function services({ snapshot }: State): string {
  return (snapshot.config?.SERVICES ?? []).join(', ');
}

/** What is done to Odoo once it is in production here: the same commands that can be typed. */
export const afterActions: Readonly<Record<'assets' | 'services' | 'crons', Behaviour>> = {
  assets: { enabled: inProduction, act: (state) => ask(state, { for: 'assets' }) },
  services: {
    enabled: (state) =>
      first(inProduction(state), services(state) !== '' || 'there is none to restart (SERVICES)'),
    act: (state) => ask(state, { for: 'services', names: services(state) }),
  },
  crons: {
    enabled: (state) =>
      first(inProduction(state), waitingText(state) !== undefined || 'no scheduled jobs are held'),
    act: (state) => ask(state, { for: 'crons', waiting: waitingText(state) ?? '' }),
  },
};
