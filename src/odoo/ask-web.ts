/** An answer of a web server. */
export interface WebAnswer {
  readonly status: number;
  readonly location: string | undefined;
  readonly content: Buffer;
  /** Cookies that it wants to have sent back, as `name=value`. */
  readonly cookies: readonly string[];
}

/** What to ask a web server. */
export interface WebQuestion {
  readonly url: URL;
  /** The name that is asked for, where it differs from the address that is called. */
  readonly host: string | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Posted as JSON; without it the question is a GET. */
  readonly json?: unknown;
  readonly cookies?: readonly string[];
}

const mostBytes = 200 * 1024 * 1024;

/** Asks a web server once, without following redirections. Rejects when there is no answer in time. */
export async function askWeb(question: WebQuestion): Promise<WebAnswer> {
  const { url, timeoutMs, signal, json } = question;
  const { promise, resolve, reject } = Promise.withResolvers<WebAnswer>();
  // Loaded only now: most commands never ask a web server, and would take a tenth longer to start.
  const { request: start } = await (url.protocol === 'https:' ? import('node:https') : import('node:http'));
  const anyEnd = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const method = json === undefined ? 'GET' : 'POST';
  const request = start(url, { method, headers: headersOf(question), signal: anyEnd }, (response) => {
    const chunks: Buffer[] = [];
    let size = 0;
    response.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > mostBytes) response.destroy(new Error('the answer is too long'));
      else chunks.push(chunk);
    });
    response.on('error', reject);
    response.on('end', () => {
      const { statusCode: status = 0, headers } = response;
      const cookies = (headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0] ?? '');
      resolve({ status, location: headers.location, content: Buffer.concat(chunks), cookies });
    });
  });
  request.on('error', reject);
  request.end(json === undefined ? undefined : JSON.stringify(json));
  return promise;
}

function headersOf({ host, json, cookies = [] }: WebQuestion): Record<string, string> {
  return {
    ...(host === undefined ? {} : { host }),
    ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    ...(cookies.length === 0 ? {} : { cookie: cookies.join('; ') }),
  };
}
