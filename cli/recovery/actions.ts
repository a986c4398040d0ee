import type { Action } from '../command.ts';
import type { RecoveryAction } from './call.ts';
import { alone } from './call.ts';
import { finish, list, note, report, start, status, take } from './incident-actions.ts';
import { regenerate, release, restart } from './odoo-actions.ts';
import { step } from './step-action.ts';

/** Something that ot-recovery can do. */
interface Described extends Action {
  readonly act: RecoveryAction;
  /** It only tells what is there: as JSON, too, and even when quiet. */
  readonly tells?: true;
}

/** What ot-recovery can do. */
export const recoveryActions: readonly Described[] = [
  {
    word: 'start',
    rest: '[WHY]',
    about: 'open an incident; with --drill a rehearsal, whose steps and end ot-status remembers',
    act: alone(start),
  },
  { word: 'status', about: 'show the checklist, and what comes next', act: status, tells: true },
  {
    word: 'step',
    rest: 'ID [run | done | skip]',
    about:
      'show a step; run: do what can be done by program; done: tick it, with a reason where it decides something; skip: leave it out (--reason)',
    act: step,
  },
  { word: 'note', rest: 'TEXT', about: 'write a note', act: note },
  { word: 'take', about: 'take the incident over from the person who leads it', act: alone(take) },
  {
    word: 'report',
    rest: '[ID]',
    about: 'print a whole incident: the named one, else the open one, else the last',
    act: report,
    tells: true,
  },
  { word: 'finish', about: 'end the incident', act: alone(finish) },
  { word: 'list', about: 'name all incidents', act: list, tells: true },
  {
    word: 'release-crons',
    about: 'end a quiet start (QUIET_START): scheduled jobs and outgoing mail go again',
    act: alone(release),
  },
  {
    word: 'regenerate-assets',
    about:
      'for pages without style sheets: take out all asset bundles and restart Odoo, which makes them anew',
    act: alone(regenerate),
  },
  { word: 'restart-services', about: 'restart the further services (SERVICES)', act: alone(restart) },
];
