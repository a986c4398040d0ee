import { authorization } from '../../src/configure/authorized-keys.ts';
import { keyPath, makeKey } from '../../src/configure/ssh-key.ts';
import type { ExitName } from '../../src/exit-codes.ts';
import { gateScript } from '../../src/machines/gate-script.ts';
import type { Configure } from './options.ts';

/** ot-configure --make-key. */
export async function makeSshKey({ context, config, options, print }: Configure): Promise<ExitName> {
  const { values } = await config();
  if (options['dry-run'] === true) {
    print(`would make ${keyPath(context, values)}, unless it is there`);
    return 'ok';
  }
  const key = await makeKey(context, values);
  context.log.info(key.made ? `made ${key.path}` : `${key.path} is there already; it was left as it is`);
  print(options.json === true ? JSON.stringify({ schemaVersion: 1, ...key }) : key.publicKey);
  return 'ok';
}

/** ot-configure --authorized-keys: the line is data, how to place it is for people. */
export async function printAuthorizedKeys({ context, config, options, print }: Configure): Promise<ExitName> {
  const found = await authorization(context, (await config()).values);
  if (options.json === true) {
    print(JSON.stringify({ schemaVersion: 1, ...found }));
    return 'ok';
  }
  print(found.line);
  found.steps.forEach((step) => context.log.info(step));
  return 'ok';
}

/** ot-configure --print-gate. */
export function printGate({ print }: Configure): ExitName {
  print(gateScript.trimEnd());
  return 'ok';
}
