import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { dataDirectory, productionDataDirectory } from '../../src/odoo/data-dir.ts';
import { testContext } from '../support/context.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ot-data-dir-'));
});

afterEach(() => rmSync(root, { recursive: true }));

const { username, homedir } = userInfo();

async function configure(keys: Record<string, string>) {
  const all = { ODOO_CONF: join(root, 'odoo.conf'), ODOO_USER: username, ...keys };
  writeFileSync(
    join(root, 'conf'),
    Object.entries(all)
      .map(([key, value]) => `${key}="${value}"\n`)
      .join(''),
  );
  return (await loadConfig(join(root, 'conf'))).values;
}

const odooConf = (text: string) => writeFileSync(join(root, 'odoo.conf'), text);
const find = async (keys: Record<string, string> = {}) => dataDirectory(testContext(), await configure(keys));

test('[hazard 12] it is what odoo.conf says', async () => {
  odooConf('[options]\ndata_dir = /srv/odoo/\n');
  expect(await find()).toBe('/srv/odoo');
});

test.each(['', 'data_dir =', 'data_dir = False'])("with %j it is Odoo's own default", async (line) => {
  odooConf(`[options]\n${line}\n`);
  expect(await find()).toBe(join(homedir, '.local/share/Odoo'));
});

test('"~" is the home of the user of Odoo, not ours', async () => {
  odooConf('[options]\ndata_dir = ~/data\n');
  expect(await find({ ODOO_USER: 'daemon' })).toBe('/usr/sbin/data');
});

test('[hazard 12] DATA_DIR goes before all, and needs no odoo.conf', async () => {
  expect(await find({ DATA_DIR: '/srv/data' })).toBe('/srv/data');
});

test.each(['relative/path', '/srv/$HOME', '/', '/srv/../etc', '/srv/a b'])(
  '%j is refused',
  async (folder) => {
    odooConf(`[options]\ndata_dir = ${folder}\n`);
    await expect(find()).rejects.toMatchObject({ code: 'odoo-conf' });
  },
);

test('a missing odoo.conf and an unknown user are failures of their own', async () => {
  await expect(find()).rejects.toThrow('odoo.conf does not exist');
  odooConf('[options]\n');
  await expect(find({ ODOO_USER: 'no-such-user' })).rejects.toThrow('no user no-such-user (ODOO_USER)');
});

test('on production it is the same path, unless configured', async () => {
  expect(productionDataDirectory(await configure({}), '/here')).toBe('/here');
  expect(productionDataDirectory(await configure({ PRODUCTION_DATA_DIR: '/there/' }), '/here')).toBe(
    '/there',
  );
});
