import { readServiceStates } from '../../machines/service-states.ts';
import type { MachineCheck } from '../check.ts';
import { failing, fine } from '../check.ts';

/** The further services that a promotion starts exist. */
export const services: MachineCheck = {
  kind: 'machine',
  id: 'services',
  title: 'further services',
  roles: ['standby', 'primary'],
  freshSeconds: 60,
  command: ({ SERVICES }) => `systemctl status ${SERVICES.join(' ')}`,
  async look({ context, config }) {
    const names = config.SERVICES;
    if (names.length === 0) return undefined;
    const states = await readServiceStates(context, config, names);
    const values = Object.fromEntries(
      names.map((name, index) => [name, `${states[index]?.load ?? ''} ${states[index]?.active ?? ''}`]),
    );
    const missing = names.filter((_, index) => states[index]?.load !== 'loaded');
    if (missing.length === 0) return fine(`further services are here: ${names.join(', ')}`, values);
    const said = `a promotion could not start ${missing.join(', ')}: there is no such service`;
    return failing({ said, next: 'Install what is missing, or correct SERVICES.', values });
  },
};
