import type { KeyName } from '../../src/config/keys.ts';
import { loadConfig, readValue } from '../../src/config/load.ts';
import { Failure } from '../../src/failures.ts';
import type { ExitName } from '../../src/exit-codes.ts';
import { valueText } from '../../src/config/texts.ts';
import type { Ask } from './questions.ts';
import { enableAfterTest } from './enable.ts';
import type { Configure } from './options.ts';
import { writeChanges } from './set.ts';

/** ot-configure on a terminal: where production is, who logs in there, and whether to sync. */
export async function dialogue(invocation: Configure, ask: Ask): Promise<ExitName> {
  const { context, configPath } = invocation;
  const present = await presentValues(configPath);
  context.log.info('Enter alone keeps the value in brackets; Ctrl-C leaves.');
  const host = await askValue(invocation, ask, {
    key: 'SYNCSRC',
    question: 'Host name or address of production',
    present: present.host,
  });
  const user = await askValue(invocation, ask, {
    key: 'REMOTEODOO',
    question: 'User to log in as there',
    present: present.user,
  });
  await writeChanges(
    invocation,
    new Map<KeyName, string>([
      ['SYNCSRC', host],
      ['REMOTEODOO', user],
    ]),
  );
  if (/^y(es)?$/i.test(await ask('Test the connection and switch sync on? y or n [n]: '))) {
    return enableAfterTest(invocation);
  }
  nextSteps.forEach((line) => context.log.info(line));
  return 'ok';
}

const nextSteps = [
  'Sync was left as it is. What comes next:',
  '  ot-configure --make-key          a key for the login',
  "  ot-configure --pin-host-key      production's host key, compared and pinned",
  '  ot-configure --authorized-keys   the line for production',
  '  ot-configure --enable            tests all that, then switches sync on',
];

type Question = {
  readonly key: 'SYNCSRC' | 'REMOTEODOO';
  readonly question: string;
  readonly present: string;
};

/** A reply is a value of its kind, or it is asked again: it never means anything else. */
async function askValue(
  invocation: Configure,
  ask: Ask,
  { key, question, present }: Question,
): Promise<string> {
  for (;;) {
    const reply = await ask(`${question}${present === '' ? '' : ` [${present}]`}: `);
    const value = reply === '' ? present : reply;
    try {
      readValue(key, value, 'your reply');
      if (value !== '') return value;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      invocation.context.log.error(error.message);
    }
  }
}

/** What the file says; a new file starts with the defaults. A file that is not understood is told at once. */
async function presentValues(path: string): Promise<{ readonly host: string; readonly user: string }> {
  try {
    const { values } = await loadConfig(path);
    const host = values.SYNCSRC === 'NOT-SET' ? '' : values.SYNCSRC;
    return { host, user: valueText(values, 'REMOTEODOO') };
  } catch (error) {
    if (error instanceof Failure && error.code === 'config-missing') return { host: '', user: 'odoo' };
    throw error;
  }
}
