import type { ExitName } from '../../src/exit-codes.ts';
import { fail } from '../../src/failures.ts';
import { canAsk, withQuestions } from '../configure/questions.ts';
import { keyParagraphs } from '../../tui/configure/keys.ts';
import { configFile, defineCommand } from '../command.ts';
import { dialogue } from '../configure/dialogue.ts';
import { openForm } from '../configure/form.ts';
import { ownTerminal } from '../screen.ts';
import { enableAfterTest } from '../configure/enable.ts';
import { makeSshKey, printAuthorizedKeys, printGate } from '../configure/keys.ts';
import type { Configure } from '../configure/options.ts';
import { configureOptions } from '../configure/options.ts';
import { pinHostKey } from '../configure/pin.ts';
import { setValues } from '../configure/set.ts';
import { detectValues, explainKeys, showValues } from '../configure/show.ts';

type Act = (invocation: Configure) => ExitName | Promise<ExitName>;

/** What each option does; only one of them at a time. */
const acts = {
  set: setValues,
  show: showValues,
  explain: explainKeys,
  detect: detectValues,
  'make-key': makeSshKey,
  'pin-host-key': pinHostKey,
  'authorized-keys': printAuthorizedKeys,
  'print-gate': printGate,
  enable: enableAfterTest,
} as const satisfies Record<string, Act>;

const actNames = Object.keys(acts).filter((name): name is keyof typeof acts => Object.hasOwn(acts, name));

/** ot-configure. */
export const configure = defineCommand({
  name: 'ot-configure',
  summary: 'configure the standby',
  description: [
    'On a terminal and without options it shows a full-screen form: every key with its explanation and what was found on this machine; values are tested against production as they are entered. It makes the ssh key, shows the host key to be compared, and the line for production; it waits for the first login, shows what would change, and runs the first sync.',
    'The form writes the configuration file once, at the end, whole; left before, however it is left, the file is as it was. Only two things happen at once, each after a yes, and stay: the ssh key is made, and the host key is pinned. Saving the line for production makes a file of its own. When the form is left, that line is printed, as long as production is not seen to hold the key to it.',
    ...keyParagraphs(),
    'With --plain, --dry-run, --json or --quiet, and on a terminal that is dumb or has no size, it asks where production is, whom to log in as, and whether to switch sync on; that happens only when the connection test passes.',
    'Every step can be done without a terminal too. --set validates all values before it writes any, keeps comments and order of the file, and prints what it changed. --make-key never replaces a key. --pin-host-key never trusts a key that nobody vouched for: give the --fingerprint that production itself shows, or --trust-on-first-use where none was pinned before.',
    '--authorized-keys prints the line that holds the key on production to reading what the syncs read; how to put it there goes to standard error. The line names a script; --print-gate prints it.',
  ],
  words: '[KEY…]',
  options: configureOptions,
  files: [
    configFile,
    { path: '/root/.ssh/id_ed25519', about: 'the key, unless SSH_KEY names another one' },
    { path: '/var/lib/ot-redundancy/known_hosts', about: "production's pinned host key (SSH_KNOWN_HOSTS)" },
  ],
  exits: ['failed', 'configuration', 'unreachable', 'interrupted'],
  examples: [
    { line: 'sudo ot-configure', about: 'Fill in the form:' },
    {
      line: 'sudo ot-configure --set SYNCSRC=10.0.0.5 --set SSH_PORT=2222',
      about: 'The same without questions:',
    },
    { line: 'ot-configure --explain BANDWIDTH_KBPS HOLD_DAYS', about: 'What two keys mean:' },
    { line: 'sudo ot-configure --pin-host-key --fingerprint SHA256:…', about: "Pin production's host key:" },
    { line: 'sudo ot-configure --authorized-keys', about: 'What to put on production:' },
  ],
  async run(invocation) {
    const { options } = invocation;
    const act = chooseAct(invocation);
    if (act !== undefined) return acts[act](invocation);
    const terminal = ownTerminal(options);
    const form = !terminal.plain && ![options.json, options.quiet, options['dry-run']].includes(true);
    if (form) return openForm(invocation, terminal);
    if (canAsk()) return withQuestions(invocation.context.signal, (ask) => dialogue(invocation, ask));
    return fail('usage', {
      what: 'there is no terminal to ask on, and no option says what to do',
      next: 'Use --set KEY=VALUE, --show, --detect, …: ot-configure --help',
    });
  },
});

/** Throws `usage` where options do not go together. */
function chooseAct({ options, words }: Configure): keyof typeof acts | undefined {
  const given = actNames.filter((name) => options[name] !== undefined);
  const wrong = (what: string): never =>
    fail('usage', { what, next: 'ot-configure --help shows what it takes.' });
  if (given.length > 1) wrong(`--${given.join(' and --')} do not go together`);
  if (words.length > 0 && given[0] !== 'explain')
    wrong(`${JSON.stringify(words[0])} means nothing without --explain`);
  const pins = options.fingerprint !== undefined || options['trust-on-first-use'] === true;
  if (pins && given[0] !== 'pin-host-key')
    wrong('--fingerprint and --trust-on-first-use belong to --pin-host-key');
  return given[0];
}
