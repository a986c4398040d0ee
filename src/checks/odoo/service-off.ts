import { isRunning, readServiceStates, startsAtBoot } from '../../machines/service-states.ts';
import type { MachineCheck } from '../check.ts';
import { failing, fine } from '../check.ts';

/** Odoo's service is there, off and disabled: on a standby it must not run, and a promotion must find it. */
export const serviceOff: MachineCheck = {
  kind: 'machine',
  id: 'odoo-off',
  title: 'Odoo off on this standby',
  roles: ['standby'],
  freshSeconds: 10,
  command: ({ ODOO_SERVICE }) => `systemctl status ${ODOO_SERVICE}`,
  async look({ context, config }) {
    const name = config.ODOO_SERVICE;
    const [state] = await readServiceStates(context, config, [name]);
    if (state === undefined) return undefined;
    const values = { LoadState: state.load, ActiveState: state.active, UnitFileState: state.enabled };
    if (state.load !== 'loaded') {
      const said = `the service ${name} is ${state.load}: a promotion could not start Odoo`;
      return failing({ said, next: 'Install Odoo here, or correct ODOO_SERVICE.', values });
    }
    const wrong = [
      ...(isRunning(state) ? ['runs'] : []),
      ...(startsAtBoot(state) ? ['is enabled, so it starts at boot'] : []),
    ];
    if (wrong.length === 0) return fine(`${name} is off and disabled`, values);
    const said = `${name} ${wrong.join(' and ')}, on a standby`;
    return failing({ said, next: `systemctl disable --now ${name}`, values });
  },
};
