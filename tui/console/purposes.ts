import { meansThisHost } from '../../src/recovery/promotion/this-host.ts';
import type { JobName } from '../../src/sync/job.ts';

/** What a question of the console is asked for, and what its answer will lead to. */
export type Purpose =
  | { readonly for: 'sync'; readonly job: JobName; readonly command: string }
  | { readonly for: 'stop-sync'; readonly command: string }
  | { readonly for: 'sync-all' }
  | { readonly for: 'sync-mode'; readonly to: 'on' | 'off' }
  | { readonly for: 'open'; readonly drill: boolean }
  | { readonly for: 'note' }
  | { readonly for: 'run'; readonly step: string; readonly title: string; readonly program: string }
  | { readonly for: 'done'; readonly step: string; readonly title: string }
  | { readonly for: 'decide'; readonly step: string; readonly title: string }
  | { readonly for: 'fenced' }
  | { readonly for: 'accept-fenced' }
  | { readonly for: 'skip'; readonly step: string; readonly title: string }
  | { readonly for: 'accept' }
  | { readonly for: 'promote'; readonly host: string; readonly accepted?: string }
  | { readonly for: 'take'; readonly from: string }
  | { readonly for: 'assets' }
  | { readonly for: 'services'; readonly names: string }
  | { readonly for: 'crons'; readonly waiting: string }
  /** With the steps that are still open. */
  | { readonly for: 'finish'; readonly open: readonly string[] };

/** A headless command that the console starts. */
export interface Started {
  readonly kind: 'start';
  readonly command: string;
  readonly words: readonly string[];
  readonly title: string;
  /** Whether its output is shown while it works. */
  readonly watch: boolean;
}

function start(title: string, command: string, words: readonly string[] = []): Started {
  return { kind: 'start', command, words, title, watch: false };
}

/** A command whose output is shown while it works. */
function watched(command: string): Started {
  return { ...start(command, command), watch: true };
}

/** The command that an answer leads to; the next question when one follows; why not, when it is no answer. */
export function answer(
  purpose: Purpose,
  text: string,
  host: string,
): Started | { ask: Purpose } | { why: string } {
  const given = text.trim();
  const recovery = (title: string, words: readonly string[]) => start(title, 'ot-recovery', words);
  // After "--" a text that begins with a dash is no option.
  switch (purpose.for) {
    case 'sync':
      return watched(purpose.command);
    case 'stop-sync':
      return start(`end ${purpose.command}`, purpose.command, ['--stop']);
    case 'sync-all':
      return watched('ot-sync-from-source');
    case 'sync-mode':
      return purpose.to === 'on'
        ? start('switch sync on', 'ot-enable-sync')
        : start('switch sync off', 'ot-disable-sync');
    case 'open':
      if (given === '') return { why: 'Say it in a word.' };
      return purpose.drill
        ? recovery('open a drill', ['start', '--drill', '--', given])
        : recovery('open an incident', ['start', '--', given]);
    case 'note':
      return given === '' ? { why: 'There is nothing to note.' } : recovery('note', ['note', '--', given]);
    case 'run':
      return recovery(`run ${purpose.step}`, ['step', purpose.step, 'run']);
    case 'done':
      return recovery(`tick ${purpose.step}`, [
        'step',
        purpose.step,
        'done',
        ...(given === '' ? [] : [`--reason=${given}`]),
      ]);
    case 'decide':
      return given === ''
        ? { why: 'A decision needs its reason.' }
        : recovery(`tick ${purpose.step}`, ['step', purpose.step, 'done', `--reason=${given}`]);
    case 'fenced':
      return recovery('tick fence', ['step', 'fence', 'done']);
    case 'accept-fenced':
      return given === ''
        ? { why: 'Say why it can do no harm.' }
        : recovery('tick fence', ['step', 'fence', 'done', `--reason=${given}`]);
    case 'skip':
      return given === ''
        ? { why: 'Leaving a step out needs a reason.' }
        : recovery(`leave ${purpose.step} out`, ['step', purpose.step, 'skip', `--reason=${given}`]);
    case 'accept':
      return given === ''
        ? { why: 'Say why it can do no harm.' }
        : { ask: { for: 'promote', host, accepted: given } };
    case 'promote':
      return promotion(purpose, given);
    case 'take':
      return recovery('take the incident over', ['take']);
    case 'assets':
      return recovery('make assets anew', ['regenerate-assets']);
    case 'services':
      return recovery('restart services', ['restart-services']);
    case 'crons':
      return recovery('release crons', ['release-crons']);
    case 'finish':
      return recovery('end the incident', ['finish']);
  }
}

/** The name must be typed: nothing else starts a promotion. The command checks it once more. */
function promotion(
  { host, accepted }: Extract<Purpose, { for: 'promote' }>,
  typed: string,
): Started | { why: string } {
  if (!meansThisHost(typed, { hostname: host, production: '' })) {
    return {
      why:
        typed === '' ? 'Type the name of this machine.' : `"${typed}" is not this machine: nothing was done.`,
    };
  }
  const alive = accepted === undefined ? [] : [`--accept-live-production=${accepted}`];
  return start('promotion', 'ot-disable-standby-mode', [`--confirm=${typed}`, ...alive]);
}
