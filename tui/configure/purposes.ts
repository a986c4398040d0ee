import type { State } from './state.ts';

/** What a yes will lead to. */
export type Purpose = 'make-key' | 'write' | 'leave' | 'enable' | 'sync';

/** What is asked, in words. */
export interface Question {
  readonly title: string;
  readonly about: readonly string[];
}

/** The question for a purpose. */
export function questionOf(purpose: Purpose, state: State): Question {
  const { path } = state.draft;
  const questions: Readonly<Record<Purpose, Question>> = {
    'make-key': {
      title: 'Make an ssh key for production now?',
      about: [
        'It is made at once, without passphrase and readable by its owner only, and it stays when you leave without writing. A key that is there already is never replaced.',
      ],
    },
    write: {
      title: `Write ${path} now?`,
      about: [
        'All changes at once; comments and all other lines stay as they are. Sync stays as it is: it is switched on by the next line of this page.',
      ],
    },
    leave: {
      title: 'Leave without writing?',
      about: [`What was entered is lost; ${path} stays as it is.`],
    },
    enable: {
      title: 'Test the connection and switch sync on?',
      about: ['Sync is switched on only when the test passes. From then on cron runs the syncs.'],
    },
    sync: {
      title: 'Run the first sync now?',
      about: ['All syncs, one after the other (ot-sync-from-source). They go on when you leave the form.'],
    },
  };
  return questions[purpose];
}
