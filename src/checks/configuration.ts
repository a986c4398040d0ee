import type { FactCheck } from './check.ts';
import { failing, fine } from './check.ts';

/** The configuration file can be used. */
export const configuration: FactCheck = {
  kind: 'facts',
  id: 'configuration',
  title: 'configuration',
  roles: ['standby', 'primary', 'unknown'],
  command: () => 'ot-configure --show',
  judge({ configuration: { path, failure }, production, sync }) {
    if (failure !== null) return failing({ said: failure.what, next: failure.next, values: { path } });
    if (production.state === 'unknown' && sync.state !== 'unknown' && sync.value === 'on') {
      const said = 'sync is on, but production is not known (SYNCSRC)';
      return failing({ said, next: 'Run ot-configure.', values: { path } });
    }
    const named = production.state === 'unknown' ? null : production.value;
    return fine(`${path} is understood`, { path, production: named });
  },
};
