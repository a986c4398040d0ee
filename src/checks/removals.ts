import { readFilestoreState } from '../sync/attachments/database/state.ts';
import { heldBackAdvice } from '../sync/attachments/held-back.ts';
import { isLedByDatabase } from '../sync/attachments/mode.ts';
import type { MachineCheck } from './check.ts';
import { fine, warning } from './check.ts';

/** No removals wait for somebody to decide about them. */
export const removals: MachineCheck = {
  kind: 'machine',
  id: 'removals',
  title: 'removals in proportion',
  roles: ['standby'],
  command: () => 'ot-attachments-sync --dry-run',
  freshSeconds: 0,
  async look({ context, config }) {
    if (!isLedByDatabase(config)) return undefined;
    const { heldBack } = await readFilestoreState(context, config);
    const values = { heldBack: heldBack.length };
    if (heldBack.length === 0) return fine('no removals wait for a decision', values);
    const said = heldBack.map(({ item, what }) => `${item}: ${what}`).join('; ');
    return warning({ said, next: heldBackAdvice, values });
  },
};
