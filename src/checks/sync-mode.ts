import type { FactCheck } from './check.ts';
import { fine, untold, warning } from './check.ts';

/** Sync is on while this is a standby. */
export const syncMode: FactCheck = {
  kind: 'facts',
  id: 'sync',
  title: 'sync',
  roles: ['standby'],
  command: () => 'ot-configure --show',
  judge({ sync }) {
    if (sync.state === 'unknown') {
      return untold({ said: `sync does not run: ${sync.why}`, next: 'Correct the configuration.' });
    }
    const values = { SYNCMODE: sync.value };
    if (sync.value === 'on') return fine('sync is on', values);
    return warning({ said: 'sync is off: this standby is not kept in step', next: 'ot-enable-sync', values });
  },
};
