import { fail } from '../../src/failures.ts';
import { recoveryActions } from '../recovery/actions.ts';
import { configFile, defineCommand, jsonOption } from '../command.ts';
import { givenReason } from '../reason.ts';

/** ot-recovery. */
export const recovery = defineCommand({
  name: 'ot-recovery',
  summary: 'lead a recovery: checklist, notes, report',
  description: [
    'Keeps one open incident: what is found and done is written down at once, on the disk, in a journal and in plain Markdown notes. The checklist leads from the first note to the message to the people.',
    'Who opened the incident, or took it over last, leads it; all others may look on and take notes. People who share a name, such as root, are told apart by the address that they are logged in from.',
    'A rehearsal (start --drill) is gone through like an incident, with production alive: leave out what must not be done then (step ID skip --reason drill). In a drill no program of the site runs and nothing is promoted. On a copy --in-drill does it all the same; programs find OT_DRILL=1 in their environment then.',
    "The site's own steps are files of RECOVERY_DIR: each NAME.yaml is one step, with the keys id, title, text and after (the id of the step that it follows), and, where programs do it, command and check: lists of a program and its arguments; the check exits with 0 when the step is done. They, and the programs of FENCE_COMMAND, SNAPSHOT_COMMAND, REPOINT_COMMAND and INFORM_COMMAND, are run by step ID run, and find OT_INCIDENT, OT_STEP, OT_STANDBY and OT_PRODUCTION in their environment. An example is in /usr/share/doc/ot-redundancy/site-steps.md.",
    'With --json, status, report and list print one object with schemaVersion: report is the incident itself, status has it as incident (null when none is open), list has incidents. What could not be read stands in problems.',
  ],
  words: 'ACTION [WORD…]',
  actions: recoveryActions,
  options: {
    ...jsonOption,
    drill: { type: 'boolean', about: 'with start: a rehearsal; ot-status tells when the last one was held' },
    'in-drill': {
      type: 'boolean',
      about: "with step ID run: run the site's programs in a drill, too; refused when no drill is open",
    },
    reason: {
      type: 'string',
      value: 'WHY',
      about: 'why a step is left out or ticked, or the incident ended',
    },
  },
  files: [
    configFile,
    { path: '/var/lib/ot-redundancy/incidents', about: 'journals, and notes unless NOTES_DIR is set' },
    { path: '/etc/odoo/ot-recovery.d', about: "the site's own steps (RECOVERY_DIR)" },
  ],
  exits: ['failed', 'configuration', 'locked', 'refused', 'unverified', 'interrupted'],
  examples: [
    { line: 'sudo ot-recovery start "production does not answer since 02:40"', about: 'Open an incident:' },
    { line: 'sudo ot-recovery status', about: 'See what comes next:' },
    { line: 'sudo ot-recovery step fence done', about: 'Tick what was done by hand:' },
  ],
  async run(invocation) {
    const [verb = 'status', ...words] = invocation.words;
    const action = recoveryActions.find(({ word }) => word === verb);
    if (action === undefined) {
      const what = `"${verb}" is not one of ${recoveryActions.map(({ word }) => word).join(', ')}`;
      fail('usage', { what, next: 'ot-recovery --help shows what each does.' });
    }
    const { json, drill, quiet } = invocation.options;
    if (json === true && action.tells !== true) {
      const tells = recoveryActions.filter((each) => each.tells).map(({ word }) => word);
      fail('usage', { what: `${verb} has no JSON`, next: `--json goes with ${tells.join(', ')}.` });
    }
    const reason = givenReason('reason', invocation.options.reason);
    const { values } = await invocation.config();
    await action.act({
      ...invocation,
      print: quiet === true && action.tells !== true ? () => undefined : invocation.print,
      config: values,
      words,
      reason,
      json: json === true,
      drill: drill === true,
      inDrill: invocation.options['in-drill'] === true,
    });
    return 'ok';
  },
});
