import type { Config, KeyGroup } from '../../config/keys.ts';
import { keys } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { shellWord } from '../../machines/shell-word.ts';
import { detectAccounts } from './accounts.ts';
import { detectClusters } from './clusters.ts';
import type { Detector, Finding, GroupFinding } from './finding.ts';
import { detectNginx } from './nginx.ts';
import { detectOdooConf } from './odoo-conf.ts';
import { detectProduction } from './production.ts';
import { detectService } from './service.ts';
import { detectSshKey } from './ssh-key.ts';

const detectors: readonly (readonly [KeyGroup, Detector])[] = [
  ['production', detectProduction],
  ['postgres', detectClusters],
  ['production', detectSshKey],
  ['odoo', detectOdooConf],
  ['odoo', detectAccounts],
  ['odoo', detectService],
  ['configuration', detectNginx],
];

/** Looks at this machine, and proposes values that fit it better than the present ones. Changes nothing. */
export async function detect(context: Context, config: Config): Promise<readonly GroupFinding[]> {
  const found: GroupFinding[] = [];
  for (const [group, detector] of detectors) {
    for (const finding of await detector(context, config)) {
      // What proposes a value is about that value's group.
      found.push({
        group: finding.proposal === undefined ? group : keys[finding.proposal.key].group,
        ...finding,
      });
    }
    context.signal.throwIfAborted();
  }
  return found;
}

/** The command that takes a proposal over, for a shell. */
export function proposalCommand({ key, value }: NonNullable<Finding['proposal']>): string {
  return `ot-configure --set ${shellWord(`${key}=${value}`)}`;
}
