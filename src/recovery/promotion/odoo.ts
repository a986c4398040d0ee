import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import type { SubStep } from './sub-step.ts';
import { loginPage, silentHint } from '../../odoo/login-page.ts';
import { odooWeb } from '../../odoo/odoo-web.ts';
import { readServiceStates } from '../../machines/service-states.ts';
import {
  enableServices,
  isServiceActive,
  isServiceEnabled,
  lastWords,
  startService,
} from '../../machines/services.ts';
import type { FailureText } from '../../failures.ts';
import { fail } from '../../failures.ts';
import { takenPorts } from '../../odoo/odoo-ports.ts';
import { requireOwnDatabase } from './own-database.ts';

const everyMs = 25;
const serviceEveryMs = 1000;

/** odoo.conf leads to this machine's database, never to the old production's. */
export const odooConf: SubStep = {
  id: 'odoo-conf',
  what: 'check that odoo.conf opens the database of this machine',
  done: (promotion) => requireOwnDatabase(promotion),
  act: async () => [],
};

/** Odoo and the further services run. */
export const servicesStarted: SubStep = {
  id: 'services-started',
  what: 'start Odoo',
  async done({ context, config }) {
    const names = servicesOf(config);
    const active = await Promise.all(names.map((name) => isServiceActive(context, config, name)));
    return active.includes(false) ? undefined : `running: ${names.join(', ')}`;
  },
  async act({ context, config }) {
    const names = servicesOf(config);
    const taken = await takenPorts(context, config);
    // Its page would be taken for ours, which comes up, and ends when it cannot listen.
    if (taken !== undefined) fail('odoo-silent', taken);
    for (const name of names) await startService(context, config, name);
    return names.map((name) => `systemctl start ${name}`);
  },
  async unproven({ context, config }) {
    const names = [config.ODOO_SERVICE, ...config.SERVICES];
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
  },
};

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

function servicesOf({ ODOO_SERVICE, SERVICES }: Config): readonly string[] {
  return [ODOO_SERVICE, ...SERVICES];
}

/** Odoo serves its login page, with its style sheets and scripts. */
export const odooAnswers: SubStep = {
  id: 'odoo-answers',
  what: "wait for Odoo's login page",
  async done({ context, config, server }) {
    const page = await loginPage(await odooWeb(context, config, server));
    return page.ok ? page.what : undefined;
  },
  async act({ context, config, server }) {
    const { clock } = context;
    const until = clock.elapsed() + config.ODOO_SECONDS * 1000;
    const web = await odooWeb(context, config, server);
    let nextLook = clock.elapsed();
    for (;;) {
      const page = await loginPage(web);
      if (page.ok) return [];
      const isLookDue = clock.elapsed() >= nextLook;
      if (isLookDue) nextLook = clock.elapsed() + serviceEveryMs;
      const ended = isLookDue ? await endOfOdoo(context, config) : undefined;
      if (ended !== undefined || clock.elapsed() > until) {
        // Whoever mends it now may not come back here: the next boot must not leave it off.
        await enableServices(context, config, servicesOf(config));
        const late = {
          what: `Odoo does not serve its login page after ${config.ODOO_SECONDS} s: ${page.what}`,
          next: `${silentHint(config, web)} Then run the same command again.`,
        };
        fail('odoo-silent', ended ?? late);
      }
      context.log.progress({ label: `waiting for Odoo (${page.what})` });
      await clock.sleep(everyMs, context.signal);
    }
  },
};

const over: readonly string[] = ['failed', 'inactive'];

/** That Odoo's service has ended, with its last words; undefined while it runs, or waits for systemd to start it again. */
async function endOfOdoo(context: Context, config: Config): Promise<FailureText | undefined> {
  const name = config.ODOO_SERVICE;
  const [state] = await readServiceStates(context, config, [name]);
  if (state === undefined || !over.includes(state.active)) return undefined;
  const words = await lastWords(context, config, name);
  return {
    what: `${name} has ended (${state.active})${words === '' ? '' : `: ${words}`}`,
    next: `"journalctl -u ${name}" and Odoo's log tell more. Then run the same command again.`,
  };
}
