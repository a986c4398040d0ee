/**
 * The pair's package repository and Python index over HTTP, on the bridge's address; a process of its own, so that it
 * stays while `up` ends. It also clears the pair away when the process that opened the pair is gone.
 * Arguments: the pair's name, the folder to serve.
 */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join, normalize } from 'node:path';
import { withLock } from '../lock.ts';
import { addresses } from '../names.ts';
import { readPair } from '../record.ts';
import { isWanted, tearDown } from '../teardown.ts';

const [pair = '', folder = ''] = process.argv.slice(2);

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const wanted = normalize(decodeURIComponent((request.url ?? '/').split('?')[0] ?? '/'));
  const file = join(folder, wanted.endsWith('/') ? `${wanted}index.html` : wanted);
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() !== true) {
    response.writeHead(404).end('not found\n');
    return;
  }
  const type = file.endsWith('.html') ? 'text/html' : 'application/octet-stream';
  response.writeHead(200, { 'content-type': type, 'content-length': found.size });
  if (request.method === 'HEAD') response.end();
  else createReadStream(file).pipe(response);
}

/** Ends with the pair: its own file is the only thing that says whether the pair still stands. */
async function watch(): Promise<void> {
  if (isWanted(pair)) return;
  await withLock(`pair-${pair}`, async () => {
    if (!isWanted(pair) && readPair(pair)?.indexServer?.pid === process.pid) await tearDown(pair);
  });
  process.exit(0);
}

createServer((request, response) => {
  answer(request, response).catch(() => response.destroy());
}).listen(80, addresses.hub, () => process.send?.('ready'));

let watching = false;
setInterval(() => {
  if (watching) return;
  watching = true;
  watch().finally(() => (watching = false));
}, 500);
