import type { Context } from '../context.ts';
import type { WebAnswer } from './ask-web.ts';
import { askWeb } from './ask-web.ts';

/** Odoo's web server on this machine, asked under the name that its users know. */
export interface OdooWeb {
  /** The host name that is asked for; undefined when none is known. */
  readonly host: string | undefined;
  /** The database to ask for, where several are served under that name: without one Odoo lets people choose. */
  readonly database: string | undefined;
  /** Asks for a path, and follows redirections with the cookies that came on the way. Rejects when there is no answer. */
  get(path: string, cookies?: readonly string[]): Promise<WebAnswer>;
  /** Posts JSON to a path. Rejects when there is no answer. */
  post(path: string, json: unknown): Promise<WebAnswer>;
}

const callMs = 15_000;
const mostRedirections = 3;

/** Where Odoo listens, and what it is asked for. */
export interface WebPlace extends Pick<OdooWeb, 'host' | 'database'> {
  readonly base: string;
}

/** An Odoo that listens there. */
export function webAt({ signal }: Pick<Context, 'signal'>, { base, host, database }: WebPlace): OdooWeb {
  const asked = (path: string) => ({ url: new URL(path, base), host, timeoutMs: callMs, signal });
  return {
    ...{ host, database },
    async get(path, cookies = []) {
      let answer = await askWeb({ ...asked(path), cookies });
      for (let count = 0; count < mostRedirections && answer.location !== undefined; count += 1) {
        const target = new URL(answer.location, 'http://here');
        const kept = newest([...cookies, ...answer.cookies]);
        const next = await askWeb({ ...asked(`${target.pathname}${target.search}`), cookies: kept });
        answer = { ...next, cookies: newest([...kept, ...next.cookies]) };
      }
      return answer;
    },
    post: (path, json) => askWeb({ ...asked(path), json }),
  };
}

/** Of cookies with the same name the last one counts. */
function newest(cookies: readonly string[]): readonly string[] {
  return [...new Map(cookies.map((cookie) => [cookie.split('=')[0], cookie])).values()];
}
