import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { detectAccounts } from './accounts.ts';
import { detectClusters } from './clusters.ts';
import type { Detector, Finding } from './finding.ts';
import { detectNginx } from './nginx.ts';
import { detectOdooConf } from './odoo-conf.ts';
import { detectProduction } from './production.ts';
import { detectService } from './service.ts';
import { detectSshKey } from './ssh-key.ts';

const detectors: readonly Detector[] = [
  detectProduction,
  detectClusters,
  detectSshKey,
  detectOdooConf,
  detectAccounts,
  detectService,
  detectNginx,
];

/** Looks at this machine, and proposes values that fit it better than the present ones. Changes nothing. */
export async function detect(context: Context, config: Config): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const detector of detectors) {
    found.push(...(await detector(context, config)));
    context.signal.throwIfAborted();
  }
  return found;
}

/** The command that takes a proposal over, for a shell. */
export function proposalCommand({ key, value }: NonNullable<Finding['proposal']>): string {
  const word = `${key}=${value}`;
  return `ot-configure --set ${/^[A-Za-z0-9_./=:@,+-]+$/.test(word) ? word : `'${word}'`}`;
}
