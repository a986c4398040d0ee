import type { Behaviour } from './actions.ts';
import { ask, stay } from './outcome.ts';
import type { Update } from './outcome.ts';
import { first, isFree, mayLead } from './lead.ts';
import { answer } from './purposes.ts';
import type { State } from './state.ts';
import { isDrill } from '../../src/recovery/is-drill.ts';
import { isSamePerson, personText } from '../../src/recovery/person.ts';
import { openIncidentOf, roleOf } from './state.ts';
import { afterActions } from './after-actions.ts';
import { canRun, programOf } from './view/step-detail.ts';
import type { StepView } from './view/steps.ts';
import { promotionEvents, selectedStep, stepsOf } from './view/steps.ts';

function mayOpen(state: State): true | string {
  const incident = openIncidentOf(state);
  if (incident !== undefined) return `${isDrill(incident) ? 'a drill' : 'an incident'} is open already`;
  if (roleOf(state) === 'primary') return 'this machine is PRIMARY: there is nothing to recover here';
  return true;
}

/** A drill does no harm; on a copy its commands are given by hand. */
function mayForReal(state: State, command: string): true | string {
  const incident = openIncidentOf(state);
  if (incident === undefined || !isDrill(incident)) return true;
  return `this is a drill: leave the step out ("x"); on a copy: ${command} --in-drill`;
}

function notOn(state: State, id: string, why: string): true | string {
  return selectedStep(state)?.step.id === id ? why : true;
}

function mayRun(state: State): true | string {
  const view = selectedStep(state);
  if (view === undefined) return 'the checklist is not read yet';
  if (view.step.id === 'promote') return mayPromote(state);
  const runs = canRun(state, view) || 'nothing can be run for this step: do it by hand, then "d"';
  const harmless =
    programOf(state, view) === undefined || mayForReal(state, `ot-recovery step ${view.step.id} run`);
  return first(mayLead(state), isFree(state), runs, harmless);
}

function mayPromote(state: State): true | string {
  return first(onPromotion(state), mayForReal(state, 'ot-disable-standby-mode'), isToPromote(state));
}

/** A primary is not promoted, but for one whose promotion was interrupted. */
function isToPromote(state: State): true | string {
  const incident = openIncidentOf(state);
  const begun = promotionEvents(incident?.events ?? []).length > 0;
  if (selectedStep(state)?.state === 'done') return 'this machine is in production already';
  if (roleOf(state) === 'primary' && !begun)
    return 'this machine is PRIMARY already: there is nothing to promote';
  return true;
}

function isNotDone(state: State): true | string {
  return selectedStep(state)?.state === 'done' ? 'this step is done: there is nothing to leave out' : true;
}

function onPromotion(state: State): true | string {
  if (selectedStep(state)?.step.id !== 'promote') return 'only for the step of the promotion';
  return first(mayLead(state), isFree(state));
}

function run(state: State): Update {
  const view = selectedStep(state);
  if (view === undefined) return stay(state);
  if (view.step.id === 'promote') return ask(state, { for: 'promote', host: state.host });
  const { id: step, title } = view.step;
  const program = programOf(state, view);
  if (program !== undefined) return ask(state, { for: 'run', step, title, program });
  if (step === 'inform') return stay({ ...state, scroll: 0, overlay: { kind: 'message' } });
  const started = answer({ for: 'run', step, title, program: '' }, '', state.host);
  if (!('kind' in started)) return stay(state);
  return { state: { ...state, message: { text: `${title}: started`, bad: false } }, effects: [started] };
}

/** How a step is ticked: a decision wants its reason, and that production is off is not believed. */
function tick(state: State): Update {
  const step = selectedStep(state)?.step;
  if (step?.id === 'fence') return ask(state, { for: 'fenced' });
  if (step?.decision === true) return ask(state, { for: 'decide', step: step.id, title: step.title });
  return withStep(state, 'done');
}

function withStep(state: State, purpose: 'done' | 'skip'): Update {
  const view: StepView | undefined = selectedStep(state);
  if (view === undefined) return stay(state);
  return ask(state, { for: purpose, step: view.step.id, title: view.step.title });
}

function openSteps(state: State): readonly string[] {
  return stepsOf(state).flatMap(({ step, state: stand }, index) =>
    stand === 'done' || stand === 'skipped' ? [] : [`${index + 1} ${step.title}: ${stand}`],
  );
}

/** What the keys of the recovery do. */
export const recoveryActions: Readonly<
  Record<
    | 'open'
    | 'drill'
    | 'run'
    | 'done'
    | 'skip'
    | 'dryRun'
    | 'accept'
    | 'take'
    | 'finish'
    | keyof typeof afterActions,
    Behaviour
  >
> = {
  open: { enabled: mayOpen, act: (state) => ask(state, { for: 'open', drill: false }) },
  drill: { enabled: mayOpen, act: (state) => ask(state, { for: 'open', drill: true }) },
  run: { enabled: mayRun, act: run },
  done: {
    enabled: (state) => {
      const proven = 'a promotion is not ticked: its command proves it ("r")';
      return first(mayLead(state), isFree(state), notOn(state, 'promote', proven));
    },
    act: tick,
  },
  skip: {
    enabled: (state) => first(mayLead(state), isFree(state), isNotDone(state)),
    act: (state) => withStep(state, 'skip'),
  },
  dryRun: {
    enabled: (state) => first(onPromotion(state), isToPromote(state)),
    act: (state) => {
      const words = ['--dry-run'];
      const effect = {
        kind: 'start',
        command: 'ot-disable-standby-mode',
        words,
        title: 'dry run',
        watch: true,
      } as const;
      return { state, effects: [effect] };
    },
  },
  accept: {
    enabled: (state) =>
      selectedStep(state)?.step.id === 'fence' ? first(mayLead(state), isFree(state)) : mayPromote(state),
    act: (state) =>
      ask(state, { for: selectedStep(state)?.step.id === 'fence' ? 'accept-fenced' : 'accept' }),
  },
  take: {
    enabled: (state) => {
      const incident = openIncidentOf(state);
      if (incident === undefined) return 'no incident is open';
      return isSamePerson(incident.leader, state.me) ? 'you lead it already' : isFree(state);
    },
    act: (state) => {
      const leader = openIncidentOf(state)?.leader;
      return ask(state, { for: 'take', from: leader === undefined ? 'nobody' : personText(leader) });
    },
  },
  ...afterActions,
  finish: {
    enabled: (state) => first(mayLead(state), isFree(state)),
    act: (state) => ask(state, { for: 'finish', open: openSteps(state) }),
  },
};
