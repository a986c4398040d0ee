import { productionPaths } from '../checks/production-paths.ts';
import type { Config } from '../config/keys.ts';
import { productionHost } from '../config/load.ts';
import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import { findKey } from './ssh-key.ts';

/** Where the gate is put on production: root's own, so that the user of the key cannot change it. */
export const gatePath = '/usr/local/bin/ot-redundancy-gate';

/** What is to be done on production so that the standby may read there, and do nothing else. */
export interface Authorization {
  /** The line for authorized_keys. */
  readonly line: string;
  readonly gatePath: string;
  /** What the key may read. */
  readonly paths: readonly string[];
  /** How to put gate and line there, for people. */
  readonly steps: readonly string[];
}

/** Prepares the line. Throws `file` when there is no key yet, `odoo-conf` when the data folder is not known. */
export async function authorization(context: Context, config: Config): Promise<Authorization> {
  const { publicKey } = await findKey(context, config);
  // Whatever else stands in the file must not become a second line, or options of this one.
  if (!/^[a-z0-9@.-]+ [A-Za-z0-9+/]+=*( [^"\\]*)?$/.test(publicKey)) {
    fail('file', { what: 'the public key is not one line of type, key and comment', next: 'Make it anew.' });
  }
  const paths = (await productionPaths(context, config)).map(({ path }) => path);
  const line = `restrict,command="/bin/sh ${gatePath} ${paths.join(' ')}" ${publicKey}`;
  return { line, gatePath, paths, steps: steps(config) };
}

function steps(config: Config): readonly string[] {
  const host = config.SYNCSRC === 'NOT-SET' ? 'production' : productionHost(config);
  const user = config.REMOTEODOO;
  const port = config.SSH_PORT === 22 ? '' : `-p ${config.SSH_PORT} `;
  return [
    '1. Put the gate there: from here, with a login that may use sudo on production,',
    `     ot-configure --print-gate | ssh ${port}ADMIN@${host} 'sudo install -m 0755 /dev/stdin ${gatePath}'`,
    `2. On production, as ${user} (sudo -u ${user} -s), add the line:`,
    '     install -d -m 0700 ~/.ssh',
    '     cat >> ~/.ssh/authorized_keys      # paste the line, Enter, Ctrl-D',
    '     chmod 0600 ~/.ssh/authorized_keys',
    '   An older line with the same key must go: the first one counts.',
    '3. Here: ot-connection-test',
  ];
}
