import { compareModules } from '../checks/odoo/modules.ts';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import { printable } from '../machines/must.ts';
import { logIn, setParameter } from '../odoo/log-in.ts';
import type { Session } from '../odoo/log-in.ts';
import { readLoginFile } from '../odoo/login-file.ts';
import type { OdooUser } from '../odoo/login-file.ts';
import { loginPage, silentHint } from '../odoo/login-page.ts';
import { odooOption, readOdooConf } from '../odoo/odoo-conf.ts';
import type { OdooWeb } from '../odoo/web-at.ts';
import { baseUrl, databaseWebs, odooWeb } from '../odoo/odoo-web.ts';
import type { Server } from '../postgres/psql.ts';
import { openTour } from '../postgres/tour.ts';
import { readRole } from '../postgres/role.ts';
import { newestDocuments } from './smoke/newest-documents.ts';
import { servedAttachment } from './smoke/served-attachment.ts';

/** Tests what can be tested of Odoo, and names the newest documents for eyes. Throws `odoo-silent`, `config-value`. */
export async function smokeLines(context: Context, config: Config): Promise<readonly string[]> {
  const role = await readRole(context, config);
  if (role.kind === 'unknown')
    fail('role-unknown', { what: role.why, next: 'Bring PostgreSQL up (pg_lsclusters).' });
  const { server } = role;
  const account = await readLoginFile(context, config);
  const web = await odooWeb(context, config, server);
  const page = await loginPage(web);
  if (!page.ok) fail('odoo-silent', { what: page.what, next: silentHint(config, web) });
  const lines = [page.what];
  await using tour = openTour(context, config, server);
  for await (const { database, host, web: own } of databaseWebs(context, config, server)) {
    if (own === undefined) {
      lines.push(
        `not tried: as ${host ?? 'this machine'} Odoo does not serve ${database} (dbfilter, db_name)`,
      );
      continue;
    }
    lines.push(...(await trialLines(context, config, { server, database, web: own, account })));
    lines.push(...(await newestDocuments(tour, database)));
  }
  lines.push(await modulesLine(context, config, server));
  return [...lines, ...(await filterHint(context, config, web))];
}

interface Trial {
  readonly server: Server;
  readonly database: string;
  readonly web: OdooWeb;
  readonly account: OdooUser | undefined;
}

async function trialLines(context: Context, config: Config, trial: Trial): Promise<readonly string[]> {
  const { server, database, web, account } = trial;
  const asked = { server, database, web };
  if (account === undefined) {
    const served = await servedAttachment(context, config, asked);
    return ['logged in over JSON-RPC: nobody was (ODOO_LOGIN_FILE is not set)', served];
  }
  const { cookies } = await openSession(context, config, { ...asked, account });
  const served = await servedAttachment(context, config, { ...asked, cookies });
  return [`logged in over JSON-RPC: as ${account.login}`, served];
}

/** A session of an administrator makes Odoo write the address that it was opened under into links: it is put back. */
async function openSession(
  context: Context,
  config: Config,
  { server, database, web, account }: Omit<Trial, 'account'> & { readonly account: OdooUser },
): Promise<Session> {
  const asked = { server, database };
  const before = await baseUrl(context, config, asked);
  const session = await logIn(web, { database, ...account });
  if (before !== undefined && (await baseUrl(context, config, asked)) !== before) {
    await setParameter(web, { database, ...account, uid: session.uid }, ['web.base.url', before]);
  }
  return session;
}

/** Odoo starts without the code of a module, and skips its scheduled jobs where versions differ. */
async function modulesLine(context: Context, config: Config, server: Server): Promise<string> {
  const { verdict, said, next } = await compareModules(context, config, server);
  const look = verdict === 'ok' ? 'modules' : 'look at: modules';
  return printable(`${look}: ${said}${next === null ? '' : ` (${next})`}`);
}

/** By IP address a filter that looks at the host name lets nobody in. */
async function filterHint(context: Context, config: Config, { host }: OdooWeb): Promise<readonly string[]> {
  const filter = odooOption(await readOdooConf(context, config.ODOO_CONF), 'dbfilter');
  if (filter === undefined || !/%[hd]/.test(filter)) return [];
  const name = host === undefined ? 'its usual host name' : host;
  return [
    `hint: dbfilter = ${filter} goes by the host name: log in as ${name} (a line in the hosts file of your own computer leads it here), not by IP address`,
  ];
}
