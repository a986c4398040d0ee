import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import type { FailureText } from '../../failures.ts';
import { fail } from '../../failures.ts';
import { readServiceStates } from '../../machines/service-states.ts';
import { enableServices, lastWords } from '../../machines/services.ts';
import { loginPage, silentHint } from '../../odoo/login-page.ts';
import { odooWeb } from '../../odoo/odoo-web.ts';
import { requireOwnDatabase } from './own-database.ts';
import { servicesOf } from './services.ts';
import type { SubStep } from './sub-step.ts';

const everyMs = 25;
const serviceEveryMs = 1000;

/** odoo.conf leads to this machine's database, never to the old production's. */
export const odooConf: SubStep = {
  id: 'odoo-conf',
  what: 'check that odoo.conf opens the database of this machine',
  done: (promotion) => requireOwnDatabase(promotion),
  act: async () => [],
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
