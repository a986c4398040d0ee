import type { SubStep } from './sub-step.ts';
import { loginPage } from '../../odoo/login-page.ts';
import { odooWeb } from '../../odoo/odoo-web.ts';
import { isServiceActive, isServiceEnabled, startService } from '../../machines/services.ts';
import { fail } from '../../failures.ts';
import { requireOwnDatabase } from './own-database.ts';

const everyMs = 100;

/** odoo.conf leads to this machine's database, never to the old production's. */
export const odooConf: SubStep = {
  id: 'odoo-conf',
  what: 'check that odoo.conf opens the database of this machine',
  done: (promotion) => requireOwnDatabase(promotion),
  act: async () => [],
};

/** Odoo and the further services are enabled and running. */
export const servicesStarted: SubStep = {
  id: 'services-started',
  what: 'enable and start Odoo',
  async done({ context, config }) {
    const names = [config.ODOO_SERVICE, ...config.SERVICES];
    const states = await Promise.all(
      names.flatMap((name) => [
        isServiceEnabled(context, config, name),
        isServiceActive(context, config, name),
      ]),
    );
    if (states.includes(false)) return undefined;
    return `${names.join(', ')}: enabled and running`;
  },
  async act({ context, config }) {
    const names = [config.ODOO_SERVICE, ...config.SERVICES];
    for (const name of names) await startService(context, config, name);
    return names.map((name) => `systemctl enable --now ${name}`);
  },
};

/** Odoo serves its login page, with its style sheets and scripts. */
export const odooAnswers: SubStep = {
  id: 'odoo-answers',
  what: "wait for Odoo's login page",
  async done({ context, config, server }) {
    const page = await loginPage(await odooWeb(context, config, server));
    return page.ok ? page.what : undefined;
  },
  async act({ context, config, server }) {
    const until = context.clock.elapsed() + config.ODOO_SECONDS * 1000;
    const web = await odooWeb(context, config, server);
    for (;;) {
      const page = await loginPage(web);
      if (page.ok) return [];
      if (context.clock.elapsed() > until) {
        fail('odoo-silent', {
          what: `Odoo does not serve its login page after ${config.ODOO_SECONDS} s: ${page.what}`,
          next: `Look at "journalctl -u ${config.ODOO_SERVICE}" and Odoo's log, then run the same command again.`,
        });
      }
      context.log.progress({ label: `waiting for Odoo (${page.what})` });
      await context.clock.sleep(everyMs, context.signal);
    }
  },
};
