import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { errorCode } from '../../files/durable-files.ts';
import { addressesOf, isLoopback } from '../../machines/addresses.ts';
import { printable } from '../../machines/must.ts';
import type { WebAnswer } from '../../odoo/ask-web.ts';
import { askWeb } from '../../odoo/ask-web.ts';
import { baseUrl, odooWeb } from '../../odoo/odoo-web.ts';
import type { Mark, MarkPlace } from './mark.ts';
import { writeMark } from './mark.ts';

/** Whether an address that users call leads to this machine. */
export interface Reached {
  readonly verdict: 'here' | 'elsewhere' | 'not told';
  readonly what: string;
}

/**
 * Whether the public address of a database (PUBLIC_URL, else its web.base.url) reaches this machine: it must serve what
 * was written into this machine's database a moment ago. Throws `database`, `odoo-conf`.
 */
export async function reachesHere(context: Context, config: Config, place: MarkPlace): Promise<Reached> {
  const address = config.PUBLIC_URL || (await baseUrl(context, config, place));
  if (address === undefined || !URL.canParse(address))
    return notTold(`${place.database} names no public address (PUBLIC_URL)`);
  const url = new URL(address);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const leadsTo = await addressesOf(context, config, host);
  const called = printable(`${url.origin} (${leadsTo.join(', ') || 'a name that is not known here'})`);
  if (leadsTo.length === 0 || leadsTo.every(isLoopback))
    return notTold(`${called} leads to nowhere else from here: users may be led differently`);
  const mark = await writeMark(context, config, place);
  try {
    const own = await odooWeb(context, { ...config, ODOO_HOST: url.host }, place.server);
    const here = await own.get(mark.path).catch(codeOf);
    if (!carries(mark, here))
      return notTold(`Odoo itself does not serve its mark as ${url.host} (${told(here)})`);
    const there = await follow(context, new URL(mark.path, url)).catch(codeOf);
    return judge(mark, there, called);
  } finally {
    await mark.remove();
  }
}

function judge(mark: Mark, there: WebAnswer | string, called: string): Reached {
  if (carries(mark, there))
    return {
      verdict: 'here',
      what: `${called} reaches this machine: it served a mark that was just written here`,
    };
  // Through its own router a machine may not reach what the whole world does.
  if (typeof there === 'string') return notTold(`${called} does not answer (${there})`);
  return {
    verdict: 'elsewhere',
    what: `${called} does not reach this machine: without our mark it ${told(there)}`,
  };
}

function notTold(what: string): Reached {
  return { verdict: 'not told', what: `cannot be proven from here: ${what}` };
}

function carries(mark: Mark, answer: WebAnswer | string): boolean {
  return typeof answer !== 'string' && answer.status === 200 && mark.matches(answer.content);
}

function told(answer: WebAnswer | string): string {
  return typeof answer === 'string' ? answer : `answers ${answer.status}`;
}

function codeOf(error: unknown): string {
  return printable(errorCode(error) ?? (error instanceof Error ? error.message : String(error)));
}

const callMs = 15_000;
const mostRedirections = 3;

async function follow({ signal }: Context, first: URL): Promise<WebAnswer> {
  const ask = (url: URL) => askWeb({ url, host: undefined, timeoutMs: callMs, signal });
  let url = first;
  let answer = await ask(url);
  for (let count = 0; count < mostRedirections && answer.location !== undefined; count += 1) {
    url = new URL(answer.location, url);
    if (!/^https?:$/.test(url.protocol)) break;
    answer = await ask(url);
  }
  return answer;
}
