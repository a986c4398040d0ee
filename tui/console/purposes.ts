import { meansThisHost } from '../../src/recovery/promotion/this-host.ts';
import type { JobName } from '../../src/sync/job.ts';

/** What a question of the console is asked for, and what its answer will lead to. */
export type Purpose =
  | { readonly for: 'sync'; readonly job: JobName; readonly command: string }
  | { readonly for: 'stop-sync'; readonly command: string }
  | { readonly for: 'sync-all' }
  | { readonly for: 'sync-mode'; readonly to: 'on' | 'off' }
  | { readonly for: 'open' }
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

/** What is asked, in words. */
export interface Question {
  readonly title: string;
  readonly about: readonly string[];
  /** Present: a text is asked for, and this stands before it. Absent: yes or no. */
  readonly prompt?: string;
  /** Whether the text may be empty. */
  readonly optional?: boolean;
}

/** A headless command that the console starts. */
export interface Started {
  readonly kind: 'start';
  readonly command: string;
  readonly words: readonly string[];
  readonly title: string;
  /** Whether its output is shown while it works. */
  readonly watch: boolean;
}

function start(title: string, command: string, words: readonly string[] = [], watch = false): Started {
  return { kind: 'start', command, words, title, watch };
}

/** The question for a purpose. */
export function questionOf(purpose: Purpose): Question {
  switch (purpose.for) {
    case 'sync':
      return {
        title: `Run ${purpose.command} now?`,
        about: ['It brings over what production has now. It goes on when you leave the console.'],
      };
    case 'stop-sync':
      return {
        title: `End the run of ${purpose.command} that is under way?`,
        about: [
          'It ends cleanly: what has arrived whole stays, the rest comes with the next run. Sync stays on.',
          'When it is part of ot-sync-from-source, the syncs after it do not run either.',
        ],
      };
    case 'sync-all':
      return {
        title: 'Run ot-sync-from-source now?',
        about: ['All syncs, one after the other. They go on when you leave the console.'],
      };
    case 'sync-mode':
      return purpose.to === 'on'
        ? { title: 'Switch sync on?', about: ['From then on cron runs the syncs (ot-enable-sync).'] }
        : {
            title: 'Switch sync off?',
            about: ['Syncs that are under way are ended, too (ot-disable-sync).'],
          };
    case 'open':
      return {
        title: 'Open an incident',
        about: ['From now on everything that is done here is written down with its time.'],
        prompt: 'What has happened?',
      };
    case 'note':
      return { title: 'Note', about: ['It is kept in the journal and in the notes.'], prompt: 'Note:' };
    case 'run':
      return { title: `${purpose.title}: run it now?`, about: [`This program will run: ${purpose.program}`] };
    case 'done':
      return {
        title: `${purpose.title}: tick it`,
        about: ['It was done by hand. A remark is kept with it.'],
        prompt: 'Remark (may stay empty):',
        optional: true,
      };
    case 'decide':
      return {
        title: `${purpose.title}: decide`,
        about: ['What was decided, and why, is kept: whoever asks later finds it in the report.'],
        prompt: 'Decision, and why:',
      };
    case 'fenced':
      return {
        title: 'Was production shut down by hand?',
        about: ['It is looked for once more in every way; a sign of life stops this.'],
      };
    case 'accept-fenced':
      return {
        title: 'Go on although production shows signs of life',
        about: ['What was seen of it is kept, and your reason.'],
        prompt: 'Why can it do no harm?',
      };
    case 'skip':
      return { title: `${purpose.title}: leave it out`, about: ['The reason is kept.'], prompt: 'Reason:' };
    case 'accept':
      return {
        title: 'Promote although production shows signs of life',
        about: [
          'Two machines in production both take orders and send mail. Only go on when this one truly cannot do harm.',
        ],
        prompt: 'Why can it do no harm?',
      };
    case 'promote':
      return promotionQuestion(purpose);
    case 'take':
      return {
        title: `Take the incident over from ${purpose.from}?`,
        about: ['Talk to each other first. Two people who lead get in each other’s way.'],
      };
    case 'assets':
      return {
        title: 'Let Odoo make its asset bundles anew?',
        about: [
          'For pages without style sheets. Odoo is restarted: whoever is logged in waits for a moment.',
        ],
      };
    case 'services':
      return { title: `Restart ${purpose.names}?`, about: ['One after the other, in this order.'] };
    case 'crons':
      return {
        title: 'Let scheduled jobs and mail go?',
        about: [`${purpose.waiting}. They go at once; mail cannot be called back. Odoo is restarted.`],
      };
    case 'finish':
      return {
        title: 'End the incident?',
        about: [
          ...(purpose.open.length === 0
            ? ['All steps are done or left out.']
            : [`${purpose.open.length} steps are open:`, ...purpose.open.map((title) => `  ${title}`)]),
          'Its journal and notes stay. Nothing can be added then.',
        ],
      };
  }
}

function promotionQuestion({ host, accepted }: Extract<Purpose, { for: 'promote' }>): Question {
  return {
    title: `Bring ${host} into production: there is no way back`,
    about: [
      'This machine and the former production go separate ways from then on. Leaving the console does not stop it.',
      ...(accepted === undefined ? [] : [`A living production is accepted: ${accepted}`]),
    ],
    prompt: `Type the name of this machine (${host}):`,
  };
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
      return start(purpose.command, purpose.command, [], true);
    case 'stop-sync':
      return start(`end ${purpose.command}`, purpose.command, ['--stop']);
    case 'sync-all':
      return start('ot-sync-from-source', 'ot-sync-from-source', [], true);
    case 'sync-mode':
      return purpose.to === 'on'
        ? start('switch sync on', 'ot-enable-sync')
        : start('switch sync off', 'ot-disable-sync');
    case 'open':
      return given === ''
        ? { why: 'Say in a word what has happened.' }
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
