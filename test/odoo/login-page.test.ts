import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { loginPage } from '../../src/odoo/login-page.ts';
import { parseOdooConf } from '../../src/odoo/odoo-conf.ts';
import { odooAddress } from '../../src/odoo/odoo-web.ts';
import { webAt } from '../../src/odoo/web-at.ts';

const open: Server[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

/** A web server of a test: where it is, and the paths that it was asked for. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return { base: `http://127.0.0.1:${port}`, asked };
}

const { signal } = new AbortController();
const form = '<form class="oe_login_form">';

test('style sheets of another server are not asked for, least of all under Odoo’s name', async () => {
  const network = await serve((_, response) => response.writeHead(404).end());
  const foreign = network.base.replace('http:', '');
  const page = `<link rel="stylesheet" href="${foreign}/a.css"><script src="/b.js"></script>${form}`;
  const { base, asked } = await serve((_, response) => response.end(page));
  const web = webAt({ signal }, { base, host: 'odoo.example.com', database: undefined });
  expect(await loginPage(web)).toEqual({
    ok: true,
    what: 'login page served as odoo.example.com, with its 1 style sheets and scripts',
  });
  expect([asked, network.asked]).toEqual([['/web/login', '/b.js'], []]);
});

test('where several databases are served one is asked for, and its session is kept', async () => {
  // As Odoo does: it takes the choice into the session, and sends whoever has none to the list of databases.
  const { base, asked } = await serve(({ url = '', headers }, response) => {
    const chosen = headers.cookie?.includes('session_id=abc') === true;
    if (chosen && url.startsWith('/web/login'))
      response.end(`<script src="/web/assets/b.js"></script>${form}`);
    else if (chosen) response.end('b');
    else if (url === '/web/login?db=pro%20d')
      response.writeHead(302, { location: url, 'set-cookie': 'session_id=abc; HttpOnly' }).end();
    else response.writeHead(302, { location: '/web/database/selector' }).end();
  });
  expect(await loginPage(webAt({ signal }, { base, host: 'x', database: 'pro d' }))).toMatchObject({
    ok: true,
  });
  expect(asked).toEqual(['/web/login?db=pro%20d', '/web/login?db=pro%20d', '/web/assets/b.js']);
});

test.each([
  ['', 'http://127.0.0.1:8069'],
  ['http_port = 8070', 'http://127.0.0.1:8070'],
  ['http_interface = 10.0.0.5\nhttp_port = 8070', 'http://10.0.0.5:8070'],
  ['http_interface = 0.0.0.0', 'http://127.0.0.1:8069'],
  ['http_interface = ::', 'http://[::1]:8069'],
  ['xmlrpc_interface = fd00::7\nxmlrpc_port = 80', 'http://[fd00::7]:80'],
])('Odoo is asked where odoo.conf makes it listen: %j', (options, expected) => {
  const conf = parseOdooConf('odoo.conf', `[options]\n${options}\n`);
  expect(odooAddress({ ODOO_URL: '' }, conf)).toBe(expected);
  expect(odooAddress({ ODOO_URL: 'http://elsewhere' }, conf)).toBe('http://elsewhere');
});
