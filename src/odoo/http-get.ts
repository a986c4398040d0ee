/** An answer of a web server. */
export interface HttpAnswer {
  readonly status: number;
  readonly location: string | undefined;
  readonly body: string;
}

/** What to ask a web server. */
export interface HttpQuestion {
  readonly url: URL;
  /** The name that is asked for, where it differs from the address that is called. */
  readonly host: string | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const mostBytes = 20 * 1024 * 1024;

/** Asks a web server once, without following redirections. Rejects when there is no answer in time. */
export async function httpGet({ url, host, timeoutMs, signal }: HttpQuestion): Promise<HttpAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
  const headers = host === undefined ? {} : { host };
  // Loaded only now: most commands never ask a web server, and would take a tenth longer to start.
  const { request: start } = await (url.protocol === 'https:' ? import('node:https') : import('node:http'));
  const anyEnd = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const request = start(url, { headers, signal: anyEnd }, (response) => {
    const chunks: Buffer[] = [];
    let size = 0;
    response.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > mostBytes) response.destroy(new Error('the answer is too long'));
      else chunks.push(chunk);
    });
    response.on('error', reject);
    response.on('end', () => {
      const { statusCode = 0 } = response;
      resolve({
        status: statusCode,
        location: response.headers.location,
        body: Buffer.concat(chunks).toString(),
      });
    });
  });
  request.on('error', reject);
  request.end();
  return promise;
}
