import { counted } from '../../src/figures.ts';
import type { Purpose } from './purposes.ts';

/** What is asked, in words. */
export interface Question {
  readonly title: string;
  readonly about: readonly string[];
  /** Present: a text is asked for, and this stands before it. Absent: yes or no. */
  readonly prompt?: string;
  /** Whether the text may be empty. */
  readonly optional?: boolean;
}

const incidentQuestion: Question = {
  title: 'Open an incident',
  about: ['From now on everything that is done here is written down with its time.'],
  prompt: 'What has happened?',
};

const drillQuestion: Question = {
  title: 'Open a drill',
  about: [
    'A rehearsal, with production alive: it is written down like an incident, runs no program of the site and promotes nothing.',
  ],
  prompt: 'What is rehearsed?',
};

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
      return purpose.drill ? drillQuestion : incidentQuestion;
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
        about: ["Talk to each other first. Two people who lead get in each other's way."],
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
            : [
                `${counted(purpose.open.length, 'step')} open:`,
                ...purpose.open.map((title) => `  ${title}`),
              ]),
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
