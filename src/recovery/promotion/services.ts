import type { Config } from '../../config/keys.ts';
import type { FailureText } from '../../failures.ts';
import { asFailure, fail } from '../../failures.ts';
import { readServiceStates } from '../../machines/service-states.ts';
import {
  enableServices,
  isServiceActive,
  isServiceEnabled,
  lastWords,
  startService,
} from '../../machines/services.ts';
import { takenPorts } from '../../odoo/odoo-ports.ts';
import type { Promotion, SubStep } from './sub-step.ts';

/** Odoo runs. */
export const odooStarted: SubStep = {
  id: 'odoo-started',
  what: 'start Odoo',
  async done({ context, config }) {
    const name = config.ODOO_SERVICE;
    return (await isServiceActive(context, config, name)) ? `running: ${name}` : undefined;
  },
  async act({ context, config }) {
    const name = config.ODOO_SERVICE;
    const taken = await takenPorts(context, config);
    // Its page would be taken for ours, which comes up, and ends when it cannot listen.
    if (taken !== undefined) fail('odoo-silent', taken);
    await startService(context, config, name);
    return [`systemctl start ${name}`];
  },
  unproven: (promotion) => tellDown(promotion, [promotion.config.ODOO_SERVICE]),
};

/** The further services run. Users are better off without one of them than without Odoo. */
export const furtherStarted: SubStep = {
  id: 'further-started',
  what: 'start the further services',
  expendable: true,
  async done({ context, config }) {
    const names = config.SERVICES;
    const active = await Promise.all(names.map((name) => isServiceActive(context, config, name)));
    if (active.includes(false)) return undefined;
    return names.length === 0 ? 'there are none (SERVICES)' : `running: ${names.join(', ')}`;
  },
  async act({ context, config }) {
    const failed: string[] = [];
    for (const name of config.SERVICES) {
      await startService(context, config, name).catch((error: unknown) => {
        context.signal.throwIfAborted();
        failed.push(asFailure(error).message);
      });
    }
    if (failed.length === 0) return config.SERVICES.map((name) => `systemctl start ${name}`);
    return fail('program', { what: failed.join('; '), next: further });
  },
  async unproven(promotion) {
    const { what } = await tellDown(promotion, promotion.config.SERVICES);
    return { what, next: further };
  },
};

const further = 'Put it right, then: ot-recovery restart-services.';

/** What is wrong with services that were started and do not stay up. */
async function tellDown({ context, config }: Promotion, names: readonly string[]): Promise<FailureText> {
  const states = await readServiceStates(context, config, names);
  const all = names.map((name, index) => ({ name, ...states[index] }));
  const down = all.filter(({ active }) => active !== 'active');
  const wrong = down.length === 0 ? all : down;
  const stand = wrong.map(({ name, active, enabled }) => `${name} is ${active} and ${enabled}`).join(', ');
  const [first] = down;
  const words = first === undefined ? '' : await lastWords(context, config, first.name);
  const logs = wrong.map(({ name }) => `"journalctl -u ${name}"`).join(' and ');
  return {
    what: `it was started, and now ${stand}${words === '' ? '' : `: ${words}`}`,
    next: `${logs} tell why it does not stay up. Then run the same command again: it goes on from here.`,
  };
}

/** Each boot starts them. Only when Odoo is up: on Debian that takes half a second of a core that its start needs. */
export const servicesEnabled: SubStep = {
  id: 'services-enabled',
  what: 'let each boot start Odoo',
  async done({ context, config }) {
    const names = servicesOf(config);
    const enabled = await Promise.all(names.map((name) => isServiceEnabled(context, config, name)));
    return enabled.includes(false) ? undefined : `enabled: ${names.join(', ')}`;
  },
  async act({ context, config }) {
    const names = servicesOf(config);
    await enableServices(context, config, names);
    return [`systemctl enable ${names.join(' ')}`];
  },
};

/** All services that a promotion starts, Odoo first. */
export function servicesOf({ ODOO_SERVICE, SERVICES }: Config): readonly string[] {
  return [ODOO_SERVICE, ...SERVICES];
}
